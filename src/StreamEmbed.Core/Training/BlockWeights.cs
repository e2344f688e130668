using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>Which pairs of a block count, and how much.</summary>
/// <remarks>
/// A token's context are the items at most a window away in its own session, other than itself; a pair weighs by distance
/// and by the weight of the context's event. The user's earlier items stand in front of the session: they pair with its own
/// items in both directions, at a weight of their own, but not among themselves, for those pairs were trained when they were
/// new. Each noise row weighs negatives × Σ context / noise rows, so that the expected
/// step is that of <c>negatives</c> draws a pair; it weighs nothing in a token whose own session holds the item. Only the own
/// session excludes: excluding by the whole block would keep hot items from ever being noise. The plain step does without:
/// at its small rate the exclusion changed nothing.
/// </remarks>
internal sealed unsafe class BlockWeights
{
    private readonly TrainingSettings _settings;
    private readonly EmbeddingTable _table;
    private readonly NoiseSampler _noise;
    private readonly float[] _byDistance;

    public BlockWeights(TrainingSettings settings, EmbeddingTable table, NoiseSampler noise)
    {
        _settings = settings;
        _table = table;
        _noise = noise;
        _byDistance = new float[settings.Window + 1];
        for (var distance = 1; distance <= settings.Window; distance++)
        {
            _byDistance[distance] = settings.DistanceWeight switch
            {
                DistanceWeight.SquareRoot => 1 / MathF.Sqrt(distance),
                DistanceWeight.Triangular => (settings.Window + 1f - distance) / settings.Window,
                _ => 1,
            };
        }
    }

    /// <summary>Pairs that counted so far.</summary>
    public long Pairs { get; private set; }

    /// <summary>Fills the weights of a block whose context columns are the queue's positions [from, to).</summary>
    public void Fill(BlockQueue queue, int first, int tokens, int from, int to, BlockWorkspace block)
    {
        for (var i = 0; i < BlockKernels.Tokens; i++)
        {
            var weights = new Span<float>(block.Weights + (i * block.Stride), block.Stride);
            if (i >= tokens)
            {
                weights.Clear();
                continue;
            }

            weights[_settings.NoiseRows..].Clear();
            var context = FillContext(queue, first + i, weights.Slice(_settings.NoiseRows, to - from), from);
            weights[.._settings.NoiseRows].Fill(context * _settings.Negatives / _settings.NoiseRows);
        }

        if (_settings.Bounded)
        {
            ExcludeOwnItems(queue, first, tokens, block);
        }
    }

    private float FillContext(BlockQueue queue, int token, Span<float> weights, int from)
    {
        var (_, start, own, end) = queue.Extents[token];
        var first = Math.Max(start, token - _settings.Window);
        var behind = Math.Min(end, token + _settings.Window + 1);
        return token < own
            ? FillPairs(queue, token, own, behind, _settings.EarlierWeight, weights, from)
            : FillPairs(queue, token, first, own, _settings.EarlierWeight, weights, from)
                + FillPairs(queue, token, Math.Max(first, own), behind, 1, weights, from);
    }

    /// <summary>Fills the weights of a token's pairs with the positions [first, behind).</summary>
    private float FillPairs(BlockQueue queue, int token, int first, int behind, float factor, Span<float> weights, int from)
    {
        var rows = queue.Rows;
        var events = queue.Weights;
        var row = rows[token];
        var sum = 0f;
        for (var at = first; at < behind; at++)
        {
            if (rows[at] == row)
            {
                continue;
            }

            var weight = _byDistance[Math.Abs(at - token)] * events[at] * factor;
            weights[at - from] = weight;
            sum += weight;
            Pairs++;
        }

        return sum;
    }

    private void ExcludeOwnItems(BlockQueue queue, int first, int tokens, BlockWorkspace block)
    {
        var oldest = queue.Extents[first].Session;
        var noise = _noise.Current;
        for (var k = 0; k < noise.Length; k++)
        {
            // Most noise rows were last queued in an earlier session, if ever: one comparison with a line that is needed anyway.
            if (BlockQueue.IsBefore(_table.Header(noise[k]).QueuedSession, oldest))
            {
                continue;
            }

            for (var i = 0; i < tokens;)
            {
                var (session, start, _, end) = queue.Extents[first + i];
                var isOwn = queue.Rows[start..end].Contains(noise[k]);
                for (; i < tokens && queue.Extents[first + i].Session == session; i++)
                {
                    if (isOwn)
                    {
                        block.Weights[(i * block.Stride) + k] = 0;
                    }
                }
            }
        }
    }
}
