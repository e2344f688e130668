using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamEmbed.Search;

/// <summary>Products and distances of float vectors of equal length, in the processor's widest registers.</summary>
public static class VectorScores
{
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = Lanes(left);
        var rights = Lanes(right);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < lefts.Length; i++)
        {
            sum = Vector.FusedMultiplyAdd(lefts[i], rights[i], sum);
        }

        var total = Vector.Sum(sum);
        for (var i = Done(lefts); i < left.Length; i++)
        {
            total += left[i] * right[i];
        }

        return total;
    }

    /// <summary>The inner product with <paramref name="right"/>, and the squared length of <paramref name="right"/>, in one pass.</summary>
    public static (float Dot, float SquaredNorm) DotAndNorm(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = Lanes(left);
        var rights = Lanes(right);
        var (dots, squares) = (Vector<float>.Zero, Vector<float>.Zero);
        for (var i = 0; i < lefts.Length; i++)
        {
            dots = Vector.FusedMultiplyAdd(lefts[i], rights[i], dots);
            squares = Vector.FusedMultiplyAdd(rights[i], rights[i], squares);
        }

        var (dot, square) = (Vector.Sum(dots), Vector.Sum(squares));
        for (var i = Done(lefts); i < left.Length; i++)
        {
            dot += left[i] * right[i];
            square += right[i] * right[i];
        }

        return (dot, square);
    }

    public static float SquaredDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = Lanes(left);
        var rights = Lanes(right);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < lefts.Length; i++)
        {
            var difference = lefts[i] - rights[i];
            sum = Vector.FusedMultiplyAdd(difference, difference, sum);
        }

        var total = Vector.Sum(sum);
        for (var i = Done(lefts); i < left.Length; i++)
        {
            total += (left[i] - right[i]) * (left[i] - right[i]);
        }

        return total;
    }

    public static float AbsoluteDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var lefts = Lanes(left);
        var rights = Lanes(right);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < lefts.Length; i++)
        {
            sum += Vector.Abs(lefts[i] - rights[i]);
        }

        var total = Vector.Sum(sum);
        for (var i = Done(lefts); i < left.Length; i++)
        {
            total += MathF.Abs(left[i] - right[i]);
        }

        return total;
    }

    private static ReadOnlySpan<Vector<float>> Lanes(ReadOnlySpan<float> vector) => MemoryMarshal.Cast<float, Vector<float>>(vector);

    private static int Done(ReadOnlySpan<Vector<float>> lanes) => lanes.Length * Vector<float>.Count;
}
