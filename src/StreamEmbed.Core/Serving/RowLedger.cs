using System.Runtime.InteropServices;

namespace StreamEmbed.Serving;

/// <summary>Which rows a set holds, as digests: its totals follow every change at the cost of one row.</summary>
/// <remarks>One owner. About 40 bytes an id besides the id itself.</remarks>
public sealed class RowLedger
{
    private readonly Dictionary<string, ulong> _digests = new(StringComparer.Ordinal);
    private ulong _sum;

    /// <summary>Count and digest of the rows held now.</summary>
    public RowTotals Totals => new(_digests.Count, _sum);

    /// <summary>The ids held now, in no order.</summary>
    public IReadOnlyCollection<string> Ids => _digests.Keys;

    public bool Contains(string id) => _digests.ContainsKey(id);

    /// <summary>Adds a row, or replaces the one with its id.</summary>
    public void Put(string id, ReadOnlySpan<float> vector)
    {
        var digest = SnapshotDigest.OfRow(id, vector);
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_digests, id, out _);
        unchecked
        {
            // A row that was not held has digest 0 here, which takes nothing away.
            _sum += digest - held;
        }

        held = digest;
    }

    /// <summary>Removes a row; false when there is none with this id.</summary>
    public bool Remove(string id)
    {
        if (!_digests.Remove(id, out var digest))
        {
            return false;
        }

        unchecked
        {
            _sum -= digest;
        }

        return true;
    }
}
