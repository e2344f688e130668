using System.Buffers;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>The blocks of one part, one after another, with one of them in memory.</summary>
internal sealed class PartStream(StateFileReader file, FilePart part) : IDisposable
{
    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent((int)Math.Min(part.Length, BlockHeader.LongestBlock));
    private long _at = part.Begin;
    private long _place = part.FirstBlock;

    /// <summary>Bytes of the part that were not read yet.</summary>
    public long Remaining { get; private set; } = part.Length;

    /// <summary>Reads the next block.</summary>
    /// <param name="content">Its content, until the next call.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="StateFormatException">It is damaged.</exception>
    public bool NextBlock(out ReadOnlyMemory<byte> content)
    {
        content = default;
        if (Remaining == 0)
        {
            return false;
        }

        // A block of the part after this one would not fit into what the index says is left.
        var length = file.ReadBlock(_at, _place, BlockType.Data, _block.AsMemory(0, (int)Math.Min(_block.Length, Math.Max(Remaining, 1))));
        if (length == 0)
        {
            throw file.Damaged(_at);
        }

        content = _block.AsMemory(0, length);
        Remaining -= length;
        _at += BlockHeader.Length + length;
        _place++;
        return true;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_block);
}
