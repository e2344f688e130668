using StreamEmbed.State;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>Trains blocks of 8 tokens from the queue: skip-gram with shared negatives in a few small matrix operations.</summary>
/// <remarks>
/// docs/algorithm.md derives the step; <see cref="BlockKernels"/> has its equations. One block:
/// <code>
/// 1 columns        noise rows first, then the items from the first token's window to the last one's
/// 2 weights        by distance inside the session; noise weighs negatives × (sum of the token's context) / noise rows
/// 3 scores         x_i · o_k, and x_i · x_j for the refresh
/// 4 coefficients   token by token, bounded by curvature
/// 5 update         both sides at once, while the rows of later blocks are fetched
/// 6 serving        running averages of the tokens' rows, exact norms of their context rows
/// </code>
/// Single owner.
/// </remarks>
internal sealed unsafe class BlockTrainer
{
    /// <summary>How many tokens ahead rows are fetched: memory latency is far below the time of four blocks. 16 to 64 were alike.</summary>
    public const int Lookahead = 32;

    private const int Tokens = BlockKernels.Tokens;
    private const float CurvatureFloor = 0.05f;
    private const float InputDamping = 0.15f;
    // A loss costs about as much as a block's coefficients; every 16th block gives a smooth curve for nothing.
    private const int LossEvery = 16;

    private readonly TrainingSettings _settings;
    private readonly EmbeddingTable _table;
    private readonly NoiseSampler _noise;
    private readonly BlockKernels _kernels;
    private readonly BlockWeights _weights;
    private readonly BlockWorkspace _block;
    private readonly ContextMeans? _means;
    private readonly RowServing _serving;
    private readonly RowRepair _repair;
    private readonly int[] _columnRows;
    private long _blocks;

    public BlockTrainer(TrainingSettings settings, EmbeddingTable table, NoiseSampler noise, RowServing serving, RowRepair repair)
    {
        _settings = settings;
        _table = table;
        _noise = noise;
        _kernels = settings.Kernels;
        _serving = serving;
        _repair = repair;
        _weights = new BlockWeights(settings, table, noise);
        _means = settings.Architecture == TrainingArchitecture.Cbow ? new ContextMeans(settings, table, _weights) : null;
        var columns = settings.NoiseRows + Tokens + (2 * settings.Reach);
        _block = new BlockWorkspace(table.Width, columns, settings.FreshNoiseRows + (2 * (Lookahead + Tokens)));
        _columnRows = new int[columns];
        new Span<float>(_block.Damping, Tokens).Fill(1);
    }

    /// <summary>Learning rate of the next blocks.</summary>
    public float Rate { get; set; }

    /// <summary>Pairs trained so far.</summary>
    public long Pairs => _weights.Pairs;

    /// <summary>Loss and weight of the sampled blocks so far.</summary>
    public (double Loss, double Weight) Positive { get; private set; }

    /// <inheritdoc cref="Positive"/>
    public (double Loss, double Weight) Negative { get; private set; }

    /// <summary>Trains the queue's next tokens, at most 8.</summary>
    public void TrainNext(BlockQueue queue)
    {
        var first = queue.Next;
        var tokens = Math.Min(Tokens, queue.Waiting);
        _noise.Advance();

        var (from, to) = Reach(queue, first, tokens);
        var columns = GatherRows(queue, first, tokens, from, to);

        if (!float.IsFinite(Step(tokens, columns)))
        {
            // Nothing was written to a row yet, so a row that went bad has not spread; only the scores have to go.
            _repair.RepairRows(queue.Rows[from..to], _columnRows.AsSpan(0, columns));
            new Span<float>(_block.Scores, Tokens * _block.Stride).Clear();
            GatherRows(queue, first, tokens, from, to);
            if (!float.IsFinite(Step(tokens, columns)))
            {
                throw new InvalidOperationException("A training step is not finite although all of its rows are.");
            }
        }

        if (_blocks++ % LossEvery == 0)
        {
            SampleLoss(columns);
        }

        _kernels.Update(
            _block.Inputs, _block.Contexts, columns, _block.Coefficients, _block.Stride, _block.Damping, _table.Width, Fetches(queue, first));

        StoreNorms(columns);
        MarkNoise();
        if (_means is not null)
        {
            _means.Scatter(queue, tokens);
            _serving.Touched(queue.Rows[from..first]);
        }

        _serving.Moved(queue.Rows.Slice(first, tokens));
        queue.Advance(tokens);
    }

    public void Save(StateWriter state)
    {
        state.WriteInt64(_blocks);
        state.WriteInt64(Pairs);
        state.WriteDouble(Positive.Loss);
        state.WriteDouble(Positive.Weight);
        state.WriteDouble(Negative.Loss);
        state.WriteDouble(Negative.Weight);
    }

    /// <exception cref="StateFormatException">It is damaged.</exception>
    public void Restore(StateReader state)
    {
        _blocks = state.ReadInt64();
        _weights.Pairs = state.ReadInt64();
        Positive = (state.ReadDouble(), state.ReadDouble());
        Negative = (state.ReadDouble(), state.ReadDouble());
    }

    // The queue's positions that are context of a token of the block.
    private (int From, int To) Reach(BlockQueue queue, int first, int tokens)
    {
        var last = first + tokens - 1;
        return (Math.Max(queue.Extents[first].Start, first - _settings.Reach), Math.Min(queue.Extents[last].End, last + _settings.Reach + 1));
    }

    /// <summary>Points at the block's rows and weighs its pairs.</summary>
    /// <returns>The number of columns.</returns>
    private int GatherRows(BlockQueue queue, int first, int tokens, int from, int to)
    {
        if (_means is not null)
        {
            Span<float> targets = stackalloc float[tokens];
            _means.Gather(queue, first, from, to, targets);
            for (var i = 0; i < Tokens; i++)
            {
                _block.Inputs[i] = _means.Mean(i);
            }

            _weights.FillTargets(queue, first, targets, _block);
            return GatherColumns(queue.Rows.Slice(first, tokens));
        }

        var rows = queue.Rows;
        for (var i = 0; i < Tokens; i++)
        {
            _block.Inputs[i] = i < tokens ? _table.Input(rows[first + i]) : _block.EmptyInput;
        }

        _weights.Fill(queue, first, tokens, from, to, _block);
        return GatherColumns(rows[from..to]);
    }

    private int GatherColumns(ReadOnlySpan<int> items)
    {
        // Noise first: its columns are then the same in every block, and aligned.
        _noise.Current.CopyTo(_columnRows);
        items.CopyTo(_columnRows.AsSpan(_settings.NoiseRows));
        var columns = _settings.NoiseRows + items.Length;
        for (var k = 0; k < columns; k++)
        {
            var row = _columnRows[k];
            _block.Contexts[k] = _table.Context(row);
        }

        for (var k = columns; k < PaddedTo(columns); k++)
        {
            _block.Contexts[k] = _block.EmptyContext;
        }

        LoadNorms(columns);
        return columns;
    }

    private void LoadNorms(int columns)
    {
        if (_settings.Bounded)
        {
            for (var k = 0; k < columns; k++)
            {
                _block.Norms[k] = HeaderBehind(_block.Contexts[k]).ContextNormSquared;
            }

            new Span<float>(_block.Norms + columns, PaddedTo(columns) - columns).Clear();
        }
    }

    private void StoreNorms(int columns)
    {
        if (_settings.Bounded)
        {
            for (var k = 0; k < columns; k++)
            {
                HeaderBehind(_block.Contexts[k]).ContextNormSquared = Math.Max(0, _block.Norms[k]);
            }
        }
    }

    // The other columns are tokens of the queue, marked when they are trained themselves.
    private void MarkNoise()
    {
        foreach (var row in _noise.Current)
        {
            _table.MarkUnsaved(row);
        }
    }

    private ref RowHeader HeaderBehind(float* context) => ref *(RowHeader*)(context + _table.Width);

    /// <summary>Scores and coefficients; a result that is not finite says that a row is not.</summary>
    private float Step(int tokens, int columns)
    {
        var padded = PaddedTo(columns);
        _kernels.Pack(_block.Inputs, _table.Width, _block.Packed);
        _kernels.Scores(_block.Packed, _table.Width, _block.Contexts, (columns + 3) & ~3, _block.Scores, _block.Stride);
        if (!_settings.Bounded)
        {
            return _kernels.PlainStep(
                _block.Scores, _block.Weights, _block.Coefficients, tokens, padded, _block.Stride, Rate);
        }

        _kernels.Scores(_block.Packed, _table.Width, _block.Inputs, Tokens, _block.Gram, Tokens);
        return _kernels.BoundedStep(
            _block.Scores,
            _block.Weights,
            _block.Gram,
            _block.Norms,
            _block.Coefficients,
            _block.Damping,
            tokens,
            padded,
            _block.Stride,
            new StepBound(Rate, CurvatureFloor, InputDamping));
    }

    private void SampleLoss(int columns)
    {
        var (loss, weight) = BlockLoss.Sum(_block, columns, 1);
        Positive = (Positive.Loss + loss, Positive.Weight + weight);
        (loss, weight) = BlockLoss.Sum(_block, columns, -1);
        Negative = (Negative.Loss + loss, Negative.Weight + weight);
    }

    /// <summary>What later blocks need: the noise of the next one, and tokens up to <see cref="Lookahead"/> behind this one.</summary>
    private PrefetchList Fetches(BlockQueue queue, int first)
    {
        var fetches = _block.Prefetch;
        var contextBytes = (_table.Width * sizeof(float)) + RowHeader.Bytes;
        foreach (var row in _noise.Next)
        {
            fetches.Add(_table.Context(row), contextBytes);
        }

        var rows = queue.Rows;
        var end = Math.Min(queue.End, first + Lookahead + Tokens);
        for (queue.Fetched = Math.Max(queue.Fetched, first + Tokens); queue.Fetched < end; queue.Fetched++)
        {
            var row = rows[queue.Fetched];
            fetches.Add(_table.Input(row), (_table.Width * sizeof(float)) + contextBytes);
            if (_settings.AverageRate > 0)
            {
                fetches.Add(_table.Average(row), _table.Width * sizeof(ushort));
            }
        }

        return fetches;
    }

    private static int PaddedTo(int columns) =>
        (columns + BlockKernels.ColumnMultiple - 1) / BlockKernels.ColumnMultiple * BlockKernels.ColumnMultiple;
}
