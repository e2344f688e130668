namespace StreamEmbed.Serving;

/// <summary>Rounds vectors to what an encoding can hold, so that publisher and readers have the same numbers and the same digests.</summary>
/// <remarks>Rounding what is rounded changes nothing.</remarks>
public static class VectorRounding
{
    private const float LargestCode = 127;

    // From this scale on, 64 steps are more than a float can hold.
    private const float LargestScale = 5.3169120e36f;
    private const float LargestCodeThere = 63;

    // Below, a scale would not be an ordinary float any more.
    private const int SmallestExponent = -126;

    /// <summary>The vector as readers get it; the same array where nothing is rounded.</summary>
    /// <param name="vector">float[dimension], finite.</param>
    public static float[] Round(float[] vector, VectorType type)
    {
        ArgumentNullException.ThrowIfNull(vector);
        switch (type)
        {
            case VectorType.Float16:
                return Array.ConvertAll(vector, number => (float)ToHalf(number));
            case VectorType.Int8:
                var scale = ScaleOf(vector);
                return Array.ConvertAll(vector, number => ToCode(number, scale) * scale);
            default:
                return vector;
        }
    }

    /// <summary>The nearest half; what is too large becomes the largest.</summary>
    public static Half ToHalf(float number) => (Half)Math.Clamp(number, (float)Half.MinValue, (float)Half.MaxValue);

    /// <summary>
    /// What one step of an 8-bit code is worth: the smallest power of two by which the largest number fits into 127 steps. A power
    /// of two, because then code times scale is exact and gives the same scale again.
    /// </summary>
    public static float ScaleOf(ReadOnlySpan<float> vector)
    {
        var largest = 0f;
        foreach (var number in vector)
        {
            largest = Math.Max(largest, Math.Abs(number));
        }

        var exponent = Math.Max(SmallestExponent, largest == 0 ? 0 : (int)Math.Ceiling(Math.Log2(largest / (double)LargestCode)));
        return MathF.ScaleB(1, exponent);
    }

    /// <summary>The 8-bit code of a number.</summary>
    public static sbyte ToCode(float number, float scale)
    {
        var largest = scale < LargestScale ? LargestCode : LargestCodeThere;
        return (sbyte)Math.Clamp(MathF.Round(number / scale), -largest, largest);
    }
}
