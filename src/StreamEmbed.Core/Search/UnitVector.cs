namespace StreamEmbed.Search;

/// <summary>A vector divided by its length: codes keep directions and lengths apart, so that one code serves all metrics.</summary>
/// <remarks>One owner; set again for each vector.</remarks>
internal sealed class UnitVector(int dimension)
{
    // Within these lengths, no product or square of floats on the way overflows or loses bits to underflow.
    private const float Shortest = 1e-9f;
    private const float Longest = 1e9f;

    private readonly float[] _values = new float[dimension];

    /// <summary>float[dimension]: x / |x|; all zeros unless <see cref="IsRegular"/>.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>|x|; 0 unless <see cref="IsRegular"/>.</summary>
    public float Norm { get; private set; }

    public bool IsZero { get; private set; }

    /// <summary>Whether it has a direction and a length that floats can reckon with.</summary>
    public bool IsRegular => Norm > 0;

    public void Set(ReadOnlySpan<float> vector)
    {
        var norm = MathF.Sqrt(VectorScores.Dot(vector, vector));
        if (norm is >= Shortest and <= Longest)
        {
            var inverse = 1 / norm;
            for (var d = 0; d < _values.Length; d++)
            {
                _values[d] = vector[d] * inverse;
            }

            (Norm, IsZero) = (norm, false);
        }
        else
        {
            _values.AsSpan().Clear();
            (Norm, IsZero) = (0, !vector.ContainsAnyExcept(0f));
        }
    }
}
