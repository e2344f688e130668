using System.Runtime.CompilerServices;

namespace StreamEmbed.Vocabulary;

/// <summary>An array that grows by chunks which never move, so that growing never copies what is there. Single owner.</summary>
internal sealed class ChunkedArray<T>
{
    /// <summary>Elements in a chunk.</summary>
    public const int ChunkLength = 1 << ChunkBits;

    private const int ChunkBits = 12;

    private T[][] _chunks = [];

    /// <summary>Number of chunks.</summary>
    public int Chunks => _chunks.Length;

    /// <summary>The element; <paramref name="index"/> must have been ensured.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> ChunkBits][index & (ChunkLength - 1)];
    }

    /// <summary>The elements of one chunk.</summary>
    public Span<T> Chunk(int chunk) => _chunks[chunk];

    /// <summary>Makes room for elements up to and with <paramref name="index"/>.</summary>
    public void Ensure(int index)
    {
        var needed = (index >> ChunkBits) + 1;
        if (needed <= _chunks.Length)
        {
            return;
        }

        // Only the list of chunks is copied: 20 KB at ten million elements.
        var before = _chunks.Length;
        Array.Resize(ref _chunks, needed);
        for (var i = before; i < needed; i++)
        {
            _chunks[i] = new T[ChunkLength];
        }
    }
}
