namespace StreamEmbed.Users;

/// <summary>Pools the vectors of a user's recent items into the user's vector.</summary>
public static class UserVectorPooling
{
    /// <summary>The pooled vector: Σ w_i v_i / Σ w_i (average), Σ w_i v_i (sum), or the average scaled to length 1.</summary>
    /// <remarks>
    /// w_i is the weight of the event's type, times 2^(−age / half-life) when a half-life is set. Items without a vector
    /// are left out; an item that occurs twice counts twice. Sums are in double: a history may have a thousand items.
    /// </remarks>
    /// <param name="history">The user's recent items.</param>
    /// <param name="options">How to pool.</param>
    /// <param name="nowMs">The time against which ages are taken, Unix milliseconds; a later event has age 0.</param>
    /// <param name="items">Where the vectors are.</param>
    /// <param name="vector">float[dimension]; written only when the result is true.</param>
    /// <returns>False when no item has a vector and a weight, or when the unit vector of zero is asked for.</returns>
    public static bool TryPool(UserHistory history, UserOptions options, long nowMs, IItemVectors items, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(items);
        if (vector.Length != items.Dimension)
        {
            throw new ArgumentException($"The vector must have {items.Dimension} numbers, but has {vector.Length}.", nameof(vector));
        }

        Span<double> sum = vector.Length <= 512 ? stackalloc double[vector.Length] : new double[vector.Length];
        sum.Clear();
        double total = 0;
        for (var i = 0; i < history.Items.Length; i++)
        {
            if (!items.TryGetVector(history.Items[i], out var itemVector))
            {
                continue;
            }

            var weight = (double)history.Weights[i];
            if (options.HalfLife is { } halfLife)
            {
                var age = Math.Max(0, nowMs - history.TimesMs[i]);
                weight *= Math.Pow(2, -age / halfLife.TotalMilliseconds);
            }

            total += weight;
            for (var d = 0; d < sum.Length; d++)
            {
                sum[d] += weight * itemVector[d];
            }
        }

        return total > 0 && TryScale(sum, total, options.Pooling, vector);
    }

    private static bool TryScale(ReadOnlySpan<double> sum, double total, UserPooling pooling, Span<float> vector)
    {
        var divisor = pooling switch
        {
            UserPooling.Average => total,
            UserPooling.Sum => 1,
            _ => Length(sum),
        };
        if (divisor == 0)
        {
            return false;
        }

        for (var d = 0; d < vector.Length; d++)
        {
            vector[d] = (float)(sum[d] / divisor);
        }

        return true;
    }

    private static double Length(ReadOnlySpan<double> vector)
    {
        double squares = 0;
        foreach (var x in vector)
        {
            squares += x * x;
        }

        return Math.Sqrt(squares);
    }
}
