using System.Text;

namespace StreamEmbed.Client.Tables;

/// <summary>Ids as the tables keep them: in UTF-8.</summary>
internal static class Utf8Id
{
    /// <summary>Bytes for which <see cref="Of"/> needs no heap.</summary>
    public const int OnStack = 384;

    /// <param name="id">The id.</param>
    /// <param name="stack">byte[<see cref="OnStack"/>], which the answer may lie in.</param>
    public static ReadOnlySpan<byte> Of(string id, Span<byte> stack)
    {
        var bytes = Encoding.UTF8.GetMaxByteCount(id.Length) <= stack.Length ? stack : new byte[Encoding.UTF8.GetByteCount(id)];
        return bytes[..Encoding.UTF8.GetBytes(id, bytes)];
    }
}
