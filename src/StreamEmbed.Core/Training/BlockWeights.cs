using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>Which pairs of a block count, and how much.</summary>
/// <remarks>
/// A token's context are the items at most a window away in its own session, other than itself; a pair weighs by distance
/// and by the weight of the context's event. The user's earlier items stand in front of the session: they pair with its own
/// items in both directions, at a weight of their own, but not among themselves, for those pairs were trained when they were
/// new. A conversion of the session is context of all of it, as near as a neighbour. Each noise row weighs negatives × Σ context / noise rows, so that the expected
/// step is that of <c>negatives</c> draws a pair; it weighs nothing in a token whose own session holds the item. Only the own
/// session excludes: excluding by the whole block would keep hot items from ever being noise. The plain step does without:
/// at its small rate the exclusion changed nothing.
/// </remarks>
internal sealed unsafe class BlockWeights
{
    private readonly TrainingSettings _settings;
    private readonly EmbeddingTable _table;
    private readonly NoiseSampler _noise;
    private readonly float[] _byOffset;
    private readonly int _zeroOffset;

    public BlockWeights(TrainingSettings settings, EmbeddingTable table, NoiseSampler noise)
    {
        _settings = settings;
        _table = table;
        _noise = noise;
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
        var perNoiseRow = (float)_settings.Negatives / _settings.NoiseRows;
        for (var i = 0; i < tokens; i++)
        {
            var weights = block.Weights + (i * block.Stride);
            var context = FillContext(queue, first + i, from, to, weights + _settings.NoiseRows);
            new Span<float>(weights, _settings.NoiseRows).Fill(context * perNoiseRow);
        }

        for (var i = tokens; i < BlockKernels.Tokens; i++)
        {
            new Span<float>(block.Weights + (i * block.Stride), block.Stride).Clear();
        }

        if (_settings.Bounded)
        {
            ExcludeOwnItems(queue, first, tokens, block);
        }
    }

    private float FillContext(BlockQueue queue, int token, int from, int to, float* weights)
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
