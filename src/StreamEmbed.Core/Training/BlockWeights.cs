using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>Which pairs of a block count, and how much.</summary>
/// <remarks>
/// A token's context are the items at most a window away in its own session, other than itself; a pair weighs by distance
/// and by the weight of the context's event. The user's earlier items stand in front of the session: they pair with its own
/// items in both directions, at a weight of their own, but not among themselves, for those pairs were trained when they were
/// new. A conversion of the session is context of all of it, as near as a neighbour. <see cref="NoiseWeights"/> has the noise.
/// </remarks>
internal sealed unsafe class BlockWeights
{
    private readonly TrainingSettings _settings;
    private readonly EmbeddingTable _table;
    private readonly NoiseWeights _noise;
    private readonly float[] _byOffset;
    private readonly int _zeroOffset;

    public BlockWeights(TrainingSettings settings, EmbeddingTable table, NoiseSampler noise)
    {
        _settings = settings;
        _table = table;
        _noise = new NoiseWeights(settings, table, noise, BlockKernels.Tokens + (2 * settings.Reach));
        // A block's columns reach from the reach before its first token to the reach behind its last, and on to whole vectors.
        _zeroOffset = settings.Reach + BlockKernels.Tokens + BlockQueue.Room;
        _byOffset = new float[(2 * _zeroOffset) + 1];
        for (var distance = 1; distance <= settings.Window; distance++)
        {
            var weight = settings.DistanceWeight switch
            {
                DistanceWeight.SquareRoot => 1 / MathF.Sqrt(distance),
                DistanceWeight.Triangular => (settings.Window + 1f - distance) / settings.Window,
                _ => 1,
            };
            _byOffset[_zeroOffset - distance] = _byOffset[_zeroOffset + distance] = weight;
        }
    }

    /// <summary>Pairs that counted so far.</summary>
    public long Pairs { get; set; }

    /// <summary>Fills the weights of a block whose context columns are the queue's positions [from, to); up to whole vectors with 0.</summary>
    public void Fill(BlockQueue queue, int first, int tokens, int from, int to, BlockWorkspace block)
    {
        Span<float> context = stackalloc float[tokens];
        for (var i = 0; i < tokens; i++)
        {
            var weights = block.Weights + (i * block.Stride) + _settings.NoiseRows;
            context[i] = FillContext(queue, first + i, from, to, weights);
            if (_settings.RowRateFloor < 1)
            {
                context[i] *= Slow(queue.Rows[first + i], new Span<float>(weights, to - from));
            }
        }

        EndFill(queue, first, context, from, to, block);
    }

    /// <summary>The same for CBOW: a token's only context column is its own, at the queue's position of the token.</summary>
    /// <param name="targets">What each token weighs as target.</param>
    public void FillTargets(BlockQueue queue, int first, Span<float> targets, BlockWorkspace block)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            var weights = new Span<float>(block.Weights + (i * block.Stride) + _settings.NoiseRows, block.Stride - _settings.NoiseRows);
            weights.Clear();
            weights[i] = targets[i];
            Pairs += targets[i] > 0 ? 1 : 0;
            if (_settings.RowRateFloor < 1)
            {
                targets[i] *= Slow(queue.Rows[first + i], weights[i..(i + 1)]);
            }
        }

        EndFill(queue, first, targets, first, first + targets.Length, block);
    }

    private void EndFill(BlockQueue queue, int first, ReadOnlySpan<float> context, int from, int to, BlockWorkspace block)
    {
        for (var i = context.Length; i < BlockKernels.Tokens; i++)
        {
            new Span<float>(block.Weights + (i * block.Stride), block.Stride).Clear();
        }

        _noise.Fill(queue, first, context, from, to, block);
    }

    // A rate of a row's own: its pairs weigh less the more often it was trained, which scales the whole step alike.
    private float Slow(int row, Span<float> weights)
    {
        var factor = Math.Max(_settings.RowRateFloor, 1 / MathF.Sqrt(1 + _table.Header(row).Averaged));
        foreach (ref var weight in weights)
        {
            weight *= factor;
        }

        return factor;
    }

    /// <summary>Fills a token's context weights over the queue's positions [from, to), and up to whole vectors with 0.</summary>
    /// <returns>Their sum.</returns>
    public float FillContext(BlockQueue queue, int token, int from, int to, float* weights)
    {
        var extent = queue.Extents[token];
        ref var events = ref MemoryMarshal.GetReference(token < extent.Own ? queue.EarlierWeights : queue.Weights);
        ref var rows = ref MemoryMarshal.GetReference(queue.Rows);
        ref var sessions = ref MemoryMarshal.GetReference(queue.Sessions);
        ref var byOffset = ref _byOffset[from - token + _zeroOffset];
        var session = Vector256.Create(extent.Session);
        var row = Vector256.Create(queue.Rows[token]);
        var left = Vector256.Create(to - from) - Vector256<int>.Indices;
        var sum = Vector256<float>.Zero;
        var pairs = Vector256<int>.Zero;
        for (var k = 0; k < to - from; k += Vector256<float>.Count)
        {
            var at = from + k;
            var counts = Vector256.Equals(Vector256.LoadUnsafe(ref sessions, (nuint)at), session)
                & ~Vector256.Equals(Vector256.LoadUnsafe(ref rows, (nuint)at), row)
                & Vector256.GreaterThan(left, Vector256.Create(k));
            var weight = Vector256.LoadUnsafe(ref byOffset, (nuint)k) * Vector256.LoadUnsafe(ref events, (nuint)at);
            weight = (weight.AsInt32() & counts).AsSingle();
            weight.Store(weights + k);
            sum += weight;
            pairs -= Vector256.GreaterThan(weight, Vector256<float>.Zero).AsInt32();
        }

        // The last columns of a stride of 16 that the loop of 8 may have left.
        for (var k = (to - from + 7) & ~7; (_settings.NoiseRows + k) % BlockKernels.ColumnMultiple != 0; k += Vector256<float>.Count)
        {
            Vector256<float>.Zero.Store(weights + k);
        }

        Pairs += Vector256.Sum(pairs);
        return Vector256.Sum(sum) + (float.IsFinite(_settings.ConversionWeight) ? AddConversions(queue, token, from, to, weights) : 0);
    }

    /// <summary>Gives the session's conversions the weight of neighbours.</summary>
    /// <returns>What the token's context weighs more by it.</returns>
    private float AddConversions(BlockQueue queue, int token, int from, int to, float* weights)
    {
        var extent = queue.Extents[token];
        var events = token < extent.Own ? queue.EarlierWeights : queue.Weights;
        var added = 0f;
        for (var at = Math.Max(from, extent.Own); at < Math.Min(to, extent.End); at++)
        {
            if (queue.Weights[at] >= _settings.ConversionWeight && queue.Rows[at] != queue.Rows[token])
            {
                Pairs += weights[at - from] > 0 ? 0 : 1;
                added += events[at] - weights[at - from];
                weights[at - from] = events[at];
            }
        }

        return added;
    }
}
