using StreamEmbed.State;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>What readers get of a row: its running average, or the row itself; and which rows moved. Single owner.</summary>
internal sealed unsafe class RowServing
{
    private readonly EmbeddingTable _table;
    private readonly BlockKernels _kernels;
    private readonly float _averageRate;
    private readonly bool _needsNorms;
    // Not a list: when that doubles, one session would copy up to every row's number.
    private readonly ChunkedArray<int> _changed = new();

    public RowServing(TrainingSettings settings, EmbeddingTable table)
    {
        _table = table;
        _kernels = settings.Kernels;
        _averageRate = settings.AverageRate;
        _needsNorms = settings.Bounded;
    }

    /// <summary>Number of rows that moved, each once.</summary>
    public int Changed { get; private set; }

    /// <summary>The rows that moved, in the order in which they first did, from 0 to <see cref="Changed"/>; one may have lost its item, or have another's by now.</summary>
    public int ChangedRow(int index) => _changed[index];

    /// <summary>Empties the list of rows that moved.</summary>
    public void ClearChanged()
    {
        for (var i = 0; i < Changed; i++)
        {
            ref var header = ref _table.Header(_changed[i]);
            header.IsChanged = 0;
            header.IsListed = 0;
        }

        Changed = 0;
    }

    /// <summary>Rows that have a vector to serve.</summary>
    public int Vectors { get; private set; }

    /// <summary>Starts the average of a row that was just placed, and marks it as changed if it is to be served.</summary>
    public void Placed(int row, RowVector vector)
    {
        _table.MarkUnsaved(row);
        ref var header = ref _table.Header(row);
        header.Averaged = 0;
        header.ContextNormSquared = 0;
        if (_averageRate > 0)
        {
            new Span<ushort>(_table.Average(row), _table.Width).Clear();
        }

        Become(ref header, vector);
        if (vector != RowVector.None)
        {
            TakeIn(row, ref header);
        }
    }

    /// <summary>Takes trained rows into their averages and marks them as changed.</summary>
    public void Moved(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            ref var header = ref _table.Header(row);
            _table.MarkUnsaved(row);
            Become(ref header, RowVector.Trained);
            TakeIn(row, ref header);
        }
    }

    /// <summary>Marks rows that moved behind their turn, as part of another's context: they are averaged when their turn comes again.</summary>
    public void Touched(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            _table.MarkUnsaved(row);
            if (_averageRate == 0)
            {
                MarkChanged(row, ref _table.Header(row));
            }
        }
    }

    /// <summary>Forgets how often a row was averaged, since it starts anew: what is served stays until its first training.</summary>
    public void Restarted(int row)
    {
        _table.MarkUnsaved(row);
        ref var header = ref _table.Header(row);
        header.Averaged = 0;
        header.ContextNormSquared = 0;
    }

    /// <summary>Says that a row is no item's any more.</summary>
    public void Retired(int row) => Become(ref _table.Header(row), RowVector.None);

    /// <summary>Copies the served vector.</summary>
    /// <param name="vector">float[dimension].</param>
    /// <returns>Whether every number in it is finite.</returns>
    public bool Read(int row, Span<float> vector)
    {
        if (_averageRate > 0)
        {
            BFloat16.ToSingle(new ReadOnlySpan<ushort>(_table.Average(row), vector.Length), vector);
        }
        else
        {
            new ReadOnlySpan<float>(_table.Input(row), vector.Length).CopyTo(vector);
        }

        return !vector.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
    }

    /// <summary>Saves which rows readers have not been given in their present form; what else there is to save is in the rows.</summary>
    public void Save(StateWriter state)
    {
        // Also those whose item has gone, as their complement: the row's next item takes the place in the order.
        var unpublished = new int[Changed];
        for (var i = 0; i < unpublished.Length; i++)
        {
            unpublished[i] = _table.Header(_changed[i]).IsChanged != 0 ? _changed[i] : ~_changed[i];
        }

        state.WriteValues<int>(unpublished);
    }

    /// <summary>Reads what was saved, after the rows.</summary>
    /// <param name="state">What was saved.</param>
    /// <param name="vectors">Rows that have a vector.</param>
    /// <param name="items">Whose rows they are.</param>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(StateReader state, int vectors, ItemVocabulary items)
    {
        Vectors = vectors;
        foreach (var saved in state.ReadValues<int>())
        {
            var row = saved < 0 ? ~saved : saved;
            if (row >= items.RowLimit || (saved >= 0 && !items.IsLive(row)) || _table.Header(row).IsListed != 0)
            {
                throw state.Wrong($"names a row {row} to publish that is no item's, or twice");
            }

            _table.Header(row).IsChanged = (byte)(saved < 0 ? 0 : 1);
            List(row);
        }
    }

    /// <summary>Gives restored rows what the preset that saved them did not keep: averages, as of rows long trained, and norms.</summary>
    public void Adapt(ItemVocabulary vocabulary)
    {
        for (var i = 0; i < vocabulary.Count; i++)
        {
            var row = vocabulary.LiveRow(i);
            ref var header = ref _table.Header(row);
            if (header.Vector == RowVector.None)
            {
                continue;
            }

            if (_averageRate > 0)
            {
                header.Averaged = (int)MathF.Ceiling(1 / _averageRate);
                _kernels.Average(_table.Input(row), _table.Average(row), _table.Width, 1);
            }

            if (_needsNorms)
            {
                header.ContextNormSquared = _kernels.NormSquared(_table.Context(row), _table.Width);
            }
        }
    }

    private void Become(ref RowHeader header, RowVector vector)
    {
        if (header.Vector != vector)
        {
            Vectors += (vector == RowVector.None ? 0 : 1) - (header.Vector == RowVector.None ? 0 : 1);
            header.Vector = vector;
        }
    }

    private void TakeIn(int row, ref RowHeader header)
    {
        header.Averaged++;
        if (_averageRate > 0)
        {
            // 1, 1/2, 1/3 … until the rate is reached: a young average is a plain mean, without the pull of its start.
            _kernels.Average(_table.Input(row), _table.Average(row), _table.Width, MathF.Max(_averageRate, 1f / header.Averaged));
        }

        if (_needsNorms)
        {
            header.ContextNormSquared = _kernels.NormSquared(_table.Context(row), _table.Width);
        }

        MarkChanged(row, ref header);
    }

    private void MarkChanged(int row, ref RowHeader header)
    {
        header.IsChanged = 1;
        if (header.IsListed == 0)
        {
            List(row);
        }
    }

    private void List(int row)
    {
        _table.Header(row).IsListed = 1;
        _changed.Ensure(Changed);
        _changed[Changed++] = row;
    }
}
