namespace StreamEmbed.Serving;

/// <summary>How many rows a set has, and the digest of them all: two sets with equal totals are taken to be equal.</summary>
/// <param name="Count">Number of rows.</param>
/// <param name="Digest">Sum of the rows' digests, modulo 2⁶⁴; see <see cref="SnapshotDigest"/>.</param>
public readonly record struct RowTotals(long Count, ulong Digest)
{
    /// <summary>Totals of two sets that share no id, taken together.</summary>
    public static RowTotals operator +(RowTotals left, RowTotals right) =>
        new(left.Count + right.Count, unchecked(left.Digest + right.Digest));

    public static RowTotals Add(RowTotals left, RowTotals right) => left + right;
}
