using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.State;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>Rows as records of a table that is saved by its changes: key is the row, a free one has a record too. Single owner.</summary>
/// <remarks>
/// <code>
/// record := generation i32 · is live u8 · [id as <see cref="IdBytes"/> · header · input f32[dimension] · context f32[dimension] · average bf16[dimension], if kept]
/// </code>
/// A free row keeps its generation, by which replay knows that a row's item has gone.
/// </remarks>
internal sealed unsafe class RowRecords
{
    /// <summary>Name of the table.</summary>
    public const string Table = "model/rows";

    private readonly EmbeddingTable _table;
    private readonly ItemVocabulary _vocabulary;
    private readonly bool _hasAverages;
    private readonly List<int> _rows = [];

    public RowRecords(EmbeddingTable table, ItemVocabulary vocabulary, bool hasAverages)
    {
        _table = table;
        _vocabulary = vocabulary;
        _hasAverages = hasAverages;
    }

    /// <summary>Saves the rows that changed since they were last saved, or all.</summary>
    public void Save(StateSave save)
    {
        var table = save.AddTable(Table, ModelState.Version);
        _rows.Clear();
        _table.Unsaved.Take(_vocabulary.RowLimit, _rows);
        var writesAll = table.IsWhole || !_table.WasSaved;
        _table.WasSaved = true;
        if (writesAll)
        {
            for (var row = 0; row < _vocabulary.RowLimit; row++)
            {
                Write(table, row);
            }
        }
        else
        {
            foreach (var row in _rows)
            {
                Write(table, row);
            }
        }
    }

    /// <summary>Reads all rows that were saved, and makes room for them as they come: what is damaged costs no memory.</summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="hasAverages">Whether the saved rows have averages.</param>
    /// <returns>Rows that have a vector.</returns>
    /// <exception cref="StateFormatException">A record makes no sense.</exception>
    public int Restore(ISavedState saved, bool hasAverages)
    {
        var (row, vectors) = (0, 0);
        _table.WasSaved = true;
        using var table = saved.Table(Table, ModelState.Version, ModelState.Version);
        while (table.Read())
        {
            if (table.Key != (ulong)row || row >= _vocabulary.RowLimit)
            {
                throw table.Record.Wrong($"holds a row {table.Key} where row {row} of {_vocabulary.RowLimit} belongs");
            }

            _table.Ensure(row);
            _vocabulary.EnsureRestored(row);
            vectors += Read(table.Record, row, hasAverages) ? 1 : 0;
            row++;
        }

        return row == _vocabulary.RowLimit
            ? vectors
            : throw table.Record.Wrong($"holds {row} rows of {_vocabulary.RowLimit}");
    }

    /// <summary>What readers get of a record, whatever the model was trained with; false when it has no vector yet.</summary>
    /// <param name="state">The record.</param>
    /// <param name="dimension">Numbers in its vectors.</param>
    /// <param name="hasAverages">Whether it was saved with an average, which is what readers get then.</param>
    /// <param name="served">Its item and vector.</param>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public static bool TryReadServed(StateReader state, int dimension, bool hasAverages, [NotNullWhen(true)] out ItemRow? served)
    {
        served = null;
        state.ReadInt32();
        if (!state.ReadBoolean())
        {
            return false;
        }

        var id = state.ReadBytes(state.ReadCount(1));
        var item = IdBytes.IsValid(id) ? new ItemId(IdBytes.Decode(id)) : throw state.Wrong("holds an id that is none");
        var header = default(RowHeader);
        ReadHeader(state, ref header);
        var vector = new float[dimension];
        state.ReadValues<float>(vector);
        state.ReadValues<float>(new float[dimension]);
        if (hasAverages)
        {
            var average = new ushort[dimension];
            state.ReadValues<ushort>(average);
            for (var d = 0; d < dimension; d++)
            {
                vector[d] = BFloat16.ToSingle(average[d]);
            }
        }

        state.End();
        served = new ItemRow(item, vector, header.Count, header.LastSeenMs);

        // One that is not finite is never published: training starts it anew.
        return header.Vector != RowVector.None && !vector.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
    }

    private void Write(TableChanges table, int row)
    {
        ref var header = ref _table.Header(row);
        var state = table.BeginRecord((uint)row);
        state.WriteInt32(header.Generation);
        state.WriteBoolean(_vocabulary.IsLive(row));
        if (_vocabulary.IsLive(row))
        {
            state.WriteValues(_vocabulary.IdBytesOf(row));
            state.WriteInt32(header.Averaged);
            state.WriteInt32(header.QueuedSession);
            state.WriteSingle(header.ContextNormSquared);
            header.Frequency.Save(state);
            state.WriteUInt32(header.LastEvent);
            state.WriteInt64(header.Count);
            state.WriteInt64(header.FirstSeenMs);
            state.WriteInt64(header.LastSeenMs);
            state.WriteByte((byte)header.Vector);
            state.WriteByte(header.IsPublished);
            state.WriteValues(Floats(_table.Input(row)));
            state.WriteValues(Floats(_table.Context(row)));
            if (_hasAverages)
            {
                state.WriteValues(Average(row));
            }
        }

        table.EndRecord();
    }

    private bool Read(StateReader state, int row, bool hasAverages)
    {
        ref var header = ref _table.Header(row);
        header.Generation = state.ReadInt32();
        if (state.ReadBoolean())
        {
            if (!_vocabulary.RestoreId(row, state.ReadBytes(state.ReadCount(1))))
            {
                throw state.Wrong($"holds an id of row {row} that is none");
            }

            ReadHeader(state, ref header);
            state.ReadValues(MemoryMarshal.CreateSpan(ref *_table.Input(row), _table.Dimension));
            state.ReadValues(MemoryMarshal.CreateSpan(ref *_table.Context(row), _table.Dimension));
            if (hasAverages)
            {
                state.ReadValues(_hasAverages ? MemoryMarshal.CreateSpan(ref *_table.Average(row), _table.Dimension) : new ushort[_table.Dimension]);
            }
        }

        state.End();
        return header.Vector != RowVector.None;
    }

    private static RowVector ReadVector(StateReader state) =>
        state.ReadByte() is var vector && vector <= (byte)RowVector.Trained
            ? (RowVector)vector
            : throw state.Wrong($"holds {vector} where the kind of a vector belongs");

    private static void ReadHeader(StateReader state, ref RowHeader header)
    {
        header.Averaged = state.ReadInt32();
        header.QueuedSession = state.ReadInt32();
        header.ContextNormSquared = state.ReadSingle();
        header.Frequency = DecayedCount.Restore(state);
        header.LastEvent = state.ReadUInt32();
        header.Count = state.ReadInt64();
        header.FirstSeenMs = state.ReadInt64();
        header.LastSeenMs = state.ReadInt64();
        header.Vector = ReadVector(state);
        header.IsPublished = state.ReadByte();
    }

    private ReadOnlySpan<float> Floats(float* row) => new(row, _table.Dimension);

    private ReadOnlySpan<ushort> Average(int row) => new(_table.Average(row), _table.Dimension);
}
