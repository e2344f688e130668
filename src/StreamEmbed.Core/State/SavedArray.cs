using System.Runtime.CompilerServices;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.State;

/// <summary>An array that grows by chunks which never move, and is saved by the chunks that were written to since the last time. Single owner.</summary>
/// <typeparam name="T">A number, or a struct of numbers without gaps between its fields.</typeparam>
internal sealed class SavedArray<T>
    where T : unmanaged
{
    private readonly ChunkedArray<T> _elements = new();
    private readonly ChangeMarks _changed = new();
    private readonly List<int> _taken = [];

    /// <summary>The element; <paramref name="index"/> must have been ensured.</summary>
    public ref readonly T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _elements[index];
    }

    /// <summary>The element, to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Write(int index)
    {
        _changed.Mark(index / ChunkedArray<T>.ChunkLength);
        return ref _elements[index];
    }

    /// <summary>Elements for which there is room.</summary>
    public int Length => _elements.Chunks * ChunkedArray<T>.ChunkLength;

    /// <summary>Makes room for elements up to and with <paramref name="index"/>.</summary>
    public void Ensure(int index) => _elements.Ensure(index);

    /// <summary>Puts the chunks that changed, or all; they count as unchanged from then on.</summary>
    /// <param name="table">Where to.</param>
    /// <param name="firstKey">Key of the first chunk, when a table holds several arrays.</param>
    public void Save(TableChanges table, ulong firstKey = 0)
    {
        _taken.Clear();
        _changed.Take(_elements.Chunks, _taken);
        if (table.IsWhole)
        {
            _taken.Clear();
            _taken.AddRange(Enumerable.Range(0, _elements.Chunks));
        }

        foreach (var chunk in _taken)
        {
            table.BeginRecord(firstKey + (uint)chunk).WriteValues<T>(_elements.Chunk(chunk));
            table.EndRecord();
        }
    }

    /// <summary>Reads the next chunk of what was saved.</summary>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(StateReader record, ulong chunk)
    {
        // Every chunk was written to once. So no number, however damaged, asks for more memory than there are bytes.
        if (chunk != (ulong)_elements.Chunks || chunk > int.MaxValue / ChunkedArray<T>.ChunkLength)
        {
            throw record.Wrong($"holds a part {chunk} of an array where part {_elements.Chunks} belongs");
        }

        _elements.Ensure(((int)chunk * ChunkedArray<T>.ChunkLength) + ChunkedArray<T>.ChunkLength - 1);
        record.ReadValues(_elements.Chunk((int)chunk));
        record.End();
    }

    /// <summary>Reads all chunks of a table that holds this array alone.</summary>
    /// <param name="table">Where from.</param>
    /// <param name="length">Elements that must be there.</param>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(ITableReader table, int length)
    {
        while (table.Read())
        {
            Restore(table.Record, table.Key);
        }

        if (Length < length)
        {
            throw table.Record.Wrong($"ends before its element {length}");
        }
    }
}
