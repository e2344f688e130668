using System.Numerics;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>The input side of CBOW: in place of a token's own row stands the mean of its context's rows, h_i = Σ_j a_ij x_j, Σ_j a_ij = 1.</summary>
/// <remarks>
/// The shares a_ij are skip-gram's pair weights w_ij, divided by their sum, so window, distance, events, earlier items and
/// conversions mean the same in both. A step moves h_i; each row of the mean gets its share of that, x_j += a_ij Δh_i, which
/// is the gradient. word2vec.c and gensim give every row the whole of Δh_i (Irsoy, Benton and Stratos 2021). Single owner.
/// </remarks>
internal sealed unsafe class ContextMeans
{
    private const int Tokens = BlockKernels.Tokens;

    private readonly EmbeddingTable _table;
    private readonly BlockWeights _weights;
    private readonly int _stride;
    private readonly float* _shares;
    private readonly float* _means;
    private readonly float* _before;
    private int _from;
    private int _to;

    public ContextMeans(TrainingSettings settings, EmbeddingTable table, BlockWeights weights)
    {
        _table = table;
        _weights = weights;
        _stride = Tokens + (2 * settings.Reach) + (2 * BlockKernels.ColumnMultiple);
        // Pinned and held by its own pointer: the array lives as long as this object, which keeps it.
        Memory = GC.AllocateArray<float>((Tokens * _stride) + (2 * Tokens * table.Width), pinned: true);
        _shares = (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref Memory[0]);
        _means = _shares + (Tokens * _stride);
        _before = _means + (Tokens * table.Width);
    }

    private float[] Memory { get; }

    /// <summary>The mean of a token's context: float[width].</summary>
    public float* Mean(int token) => _means + (token * _table.Width);

    /// <summary>Computes the means of a block's tokens, whose contexts lie in the queue's positions [from, to).</summary>
    /// <param name="targets">float[tokens]: receives the weight of each token as what is predicted, 0 where there is no context.</param>
    public void Gather(BlockQueue queue, int first, int from, int to, Span<float> targets)
    {
        (_from, _to) = (from, to);
        new Span<float>(_means, Tokens * _table.Width).Clear();
        for (var i = 0; i < targets.Length; i++)
        {
            var shares = _shares + (i * _stride);
            var sum = _weights.FillContext(queue, first + i, from, to, shares);
            // The user's earlier items were predicted when they were new.
            targets[i] = sum > 0 && first + i >= queue.Extents[first + i].Own ? queue.Weights[first + i] : 0;
            for (var k = 0; k < to - from; k++)
            {
                shares[k] = targets[i] > 0 ? shares[k] / sum : 0;
                AddTo(Mean(i), _table.Input(queue.Rows[from + k]), shares[k]);
            }
        }

        new ReadOnlySpan<float>(_means, Tokens * _table.Width).CopyTo(new Span<float>(_before, Tokens * _table.Width));
    }

    /// <summary>Hands on what a step added to the means.</summary>
    public void Scatter(BlockQueue queue, int tokens)
    {
        for (var d = 0; d < tokens * _table.Width; d++)
        {
            _before[d] = _means[d] - _before[d];
        }

        for (var i = 0; i < tokens; i++)
        {
            for (var k = 0; k < _to - _from; k++)
            {
                AddTo(_table.Input(queue.Rows[_from + k]), _before + (i * _table.Width), _shares[(i * _stride) + k]);
            }
        }
    }

    private void AddTo(float* sum, float* row, float share)
    {
        for (var d = 0; share != 0 && d < _table.Width; d += Vector<float>.Count)
        {
            Vector.Store(Vector.FusedMultiplyAdd(new Vector<float>(share), Vector.Load(row + d), Vector.Load(sum + d)), sum + d);
        }
    }
}
