using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamEmbed.Training;

/// <summary>Which columns of a block are noise of which token, and how much: weights below zero.</summary>
/// <remarks>
/// <para>
/// A token's noise weighs negatives × (sum of its context) in all, in equal shares, so that the expected step is that of
/// <c>negatives</c> draws a pair. It is the block's noise rows and, with <see cref="TrainingOptions.BlockNoise"/>, the items
/// of other sessions that are columns of the block already: their scores are computed anyway, and the more rows share the
/// weight, the less a single one is pushed away.
/// </para>
/// <para>
/// What is in the token's own session is no noise of it. Only the own session excludes: excluding by the whole block would
/// keep hot items from ever being noise. The plain step does without: at its small rate the exclusion changed nothing.
/// </para>
/// </remarks>
internal sealed unsafe class NoiseWeights
{
    private readonly TrainingSettings _settings;
    private readonly EmbeddingTable _table;
    private readonly NoiseSampler _noise;
    // All ones where a column is an item of another session, for the session looked at last.
    private readonly int[] _others;

    public NoiseWeights(TrainingSettings settings, EmbeddingTable table, NoiseSampler noise, int columns)
    {
        _settings = settings;
        _table = table;
        _noise = noise;
        _others = new int[columns + Vector256<int>.Count];
    }

    /// <summary>Fills the noise side of a block whose item columns are the queue's positions [from, to).</summary>
    /// <param name="context">Each token's sum of context weights.</param>
    public void Fill(BlockQueue queue, int first, ReadOnlySpan<float> context, int from, int to, BlockWorkspace block)
    {
        var hasOthers = _settings.BlockNoise && queue.Sessions[from] != queue.Sessions[to - 1];
        var others = 0;
        for (var i = 0; i < context.Length; i++)
        {
            if (hasOthers && (i == 0 || queue.Sessions[first + i] != queue.Sessions[first + i - 1]))
            {
                others = FindOthers(queue, queue.Extents[first + i], from, to);
            }

            var weights = block.Weights + (i * block.Stride);
            var share = _settings.Negatives * context[i] / (_settings.NoiseRows + others);
            new Span<float>(weights, _settings.NoiseRows).Fill(-share);
            if (others > 0)
            {
                AddOthers(weights + _settings.NoiseRows, share, to - from);
            }
        }

        if (_settings.Bounded)
        {
            ExcludeOwnItems(queue, first, context.Length, block);
        }
    }

    private void AddOthers(float* weights, float share, int columns)
    {
        var shares = Vector256.Create(share).AsInt32();
        for (var k = 0; k < columns; k += Vector256<float>.Count)
        {
            var noise = (shares & Vector256.LoadUnsafe(ref _others[k])).AsSingle();
            (Vector256.Load(weights + k) - noise).Store(weights + k);
        }
    }

    private int FindOthers(BlockQueue queue, BlockQueue.Extent own, int from, int to)
    {
        ref var rows = ref MemoryMarshal.GetReference(queue.Rows);
        ref var sessions = ref MemoryMarshal.GetReference(queue.Sessions);
        var session = Vector256.Create(own.Session);
        var left = Vector256.Create(to - from) - Vector256<int>.Indices;
        var count = Vector256<int>.Zero;
        for (var k = 0; k < to - from; k += Vector256<int>.Count)
        {
            var row = Vector256.LoadUnsafe(ref rows, (nuint)(from + k));
            var others = ~Vector256.Equals(Vector256.LoadUnsafe(ref sessions, (nuint)(from + k)), session)
                & Vector256.GreaterThan(left, Vector256.Create(k));
            for (var at = own.Start; at < own.End && others != Vector256<int>.Zero; at++)
            {
                others &= ~Vector256.Equals(row, Vector256.Create(queue.Rows[at]));
            }

            others.StoreUnsafe(ref _others[k]);
            count -= others;
        }

        return Vector256.Sum(count);
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
