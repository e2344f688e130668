namespace StreamEmbed.Training;

/// <summary>Starts rows anew that hold a value that is not finite, and counts them. Single owner.</summary>
internal sealed unsafe class RowRepair
{
    // A million is no vector's length: such a row's next products overflow, or drown all others.
    private const float MostNormSquared = 1e12f;

    private readonly EmbeddingTable _table;
    private readonly TrainingSettings _settings;
    private readonly StartVectors _start;
    private readonly RowServing _serving;

    public RowRepair(TrainingSettings settings, EmbeddingTable table, StartVectors start, RowServing serving)
    {
        _settings = settings;
        _table = table;
        _start = start;
        _serving = serving;
    }

    /// <summary>Rows started anew so far.</summary>
    public long Repaired { get; set; }

    /// <summary>Looks at all rows of a block. It is the exception: a step bounded as ours does not overflow by itself.</summary>
    public void RepairRows(ReadOnlySpan<int> inputs, ReadOnlySpan<int> contexts)
    {
        foreach (var row in inputs)
        {
            RepairIfBad(row);
        }

        foreach (var row in contexts)
        {
            RepairIfBad(row);
        }
    }

    /// <summary>Starts a row anew whatever it holds; item, counts and marks stay.</summary>
    public void Repair(int row)
    {
        new Span<float>(_table.Input(row), 2 * _table.Width).Clear();
        _start.PlaceAlone(row);
        _serving.Placed(row, _table.Header(row).Vector);
        Repaired++;
    }

    private void RepairIfBad(int row)
    {
        // Not "greater than": a comparison with NaN is false.
        var contextNorm = _settings.Kernels.NormSquared(_table.Context(row), _table.Width);
        if (contextNorm <= MostNormSquared && _settings.Kernels.NormSquared(_table.Input(row), _table.Width) <= MostNormSquared)
        {
            _table.Header(row).ContextNormSquared = contextNorm;
        }
        else
        {
            Repair(row);
        }
    }
}
