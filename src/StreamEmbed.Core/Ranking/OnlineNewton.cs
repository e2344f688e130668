using System.Numerics;
using System.Runtime.InteropServices;
using StreamEmbed.State;

namespace StreamEmbed.Ranking;

/// <summary>Weights that follow a stream of gradients by Newton's method with forgetting: no learning rate. Single owner.</summary>
/// <remarks>
/// A ← γA + H + (1 − γ)λI;  w ← w + clip(A⁻¹(g − (1 − γ)λ(w − w₀))). A is the curvature of all positions so far, each forgotten by γ a step, and
/// of a prior that pulls towards w₀. After Hazan, Agarwal and Kale 2007, "Logarithmic Regret Algorithms for Online Convex
/// Optimization", with the true Hessian in place of squared gradients; the prior is put back in as much as is forgotten.
/// </remarks>
internal sealed class OnlineNewton
{
    // Less on the diagonal is rounding: the prior alone is thousands of times more.
    private const double LeastPivot = 1e-9;

    private readonly int _size;
    private readonly double _keep;
    private readonly double _prior;
    private readonly double _longestStep;
    private readonly double[] _start;
    private readonly double[] _weights;
    private readonly double[] _curvature;
    private readonly double[] _factor;
    private readonly double[] _step;

    /// <param name="start">double[size]: where weights start and what the prior pulls to.</param>
    /// <param name="memory">Steps after which one counts 1/e: γ = 1 − 1/memory.</param>
    /// <param name="prior">λ, above 0.</param>
    /// <param name="longestStep">No weight moves by more in one step.</param>
    public OnlineNewton(ReadOnlySpan<double> start, double memory, double prior, double longestStep)
    {
        _size = start.Length;
        _keep = 1 - (1 / memory);
        _prior = prior;
        _longestStep = longestStep;
        _start = start.ToArray();
        _weights = start.ToArray();
        _curvature = new double[_size * _size];
        _factor = new double[_size * _size];
        _step = new double[_size];
        for (var i = 0; i < _size; i++)
        {
            _curvature[(i * _size) + i] = prior;
        }
    }

    /// <summary>double[size].</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>One row of the curvature, of which the first i + 1 numbers count: where a caller adds H, its lower half.</summary>
    public Span<double> Curvature(int row) => _curvature.AsSpan(row * _size, row + 1);

    /// <summary>Forgets a step's share of the past, before H is added.</summary>
    public void Forget()
    {
        for (var i = 0; i < _size; i++)
        {
            var row = Curvature(i);
            var lanes = MemoryMarshal.Cast<double, Vector<double>>(row);
            foreach (ref var lane in lanes)
            {
                lane *= _keep;
            }

            for (var j = lanes.Length * Vector<double>.Count; j <= i; j++)
            {
                row[j] *= _keep;
            }

            row[i] += (1 - _keep) * _prior;
        }
    }

    /// <summary>Moves the weights, after H was added.</summary>
    /// <param name="gradient">double[size] of what is to become greater.</param>
    /// <returns>Whether it did: not when a number is not finite; then the weights stay as they were.</returns>
    public bool Step(ReadOnlySpan<double> gradient)
    {
        for (var i = 0; i < _size; i++)
        {
            _step[i] = gradient[i] - ((1 - _keep) * _prior * (_weights[i] - _start[i]));
        }

        Factorize();
        Solve();
        var longest = 0.0;
        foreach (var step in _step)
        {
            longest = Math.Max(longest, Math.Abs(step));
        }

        if (!double.IsFinite(longest))
        {
            return false;
        }

        var scale = longest > _longestStep ? _longestStep / longest : 1;
        for (var i = 0; i < _size; i++)
        {
            _weights[i] += scale * _step[i];
        }

        return true;
    }

    public void Save(StateWriter state)
    {
        state.WriteValues<double>(_weights);
        for (var i = 0; i < _size; i++)
        {
            state.WriteValues<double>(Curvature(i));
        }
    }

    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(StateReader state)
    {
        state.ReadValues<double>(_weights);
        for (var i = 0; i < _size; i++)
        {
            state.ReadValues(Curvature(i));
        }

        if (_weights.AsSpan().ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            throw state.Wrong("holds a weight that is not a finite number");
        }
    }

    // Cholesky: A = LLᵀ, row by row, so that every inner product runs over two rows as they lie in memory.
    private void Factorize()
    {
        for (var i = 0; i < _size; i++)
        {
            var row = _factor.AsSpan(i * _size, _size);
            for (var j = 0; j <= i; j++)
            {
                var above = _factor.AsSpan(j * _size, j);
                var rest = _curvature[(i * _size) + j] - Dot(row[..j], above);
                row[j] = i == j ? Math.Sqrt(Math.Max(rest, LeastPivot)) : rest / _factor[(j * _size) + j];
            }
        }
    }

    private void Solve()
    {
        for (var i = 0; i < _size; i++)
        {
            var row = _factor.AsSpan(i * _size, i);
            _step[i] = (_step[i] - Dot(row, _step.AsSpan(0, i))) / _factor[(i * _size) + i];
        }

        for (var i = _size - 1; i >= 0; i--)
        {
            _step[i] /= _factor[(i * _size) + i];
            var row = _factor.AsSpan(i * _size, i);
            for (var j = 0; j < i; j++)
            {
                _step[j] -= row[j] * _step[i];
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var lefts = MemoryMarshal.Cast<double, Vector<double>>(left);
        var rights = MemoryMarshal.Cast<double, Vector<double>>(right);
        var sums = Vector<double>.Zero;
        for (var i = 0; i < lefts.Length; i++)
        {
            sums = Vector.FusedMultiplyAdd(lefts[i], rights[i], sums);
        }

        var sum = Vector.Sum(sums);
        for (var i = lefts.Length * Vector<double>.Count; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
