namespace StreamEmbed.Evaluation;

/// <summary>The order that scores give.</summary>
internal static class ScoreOrder
{
    /// <summary>
    /// The rank of an item among all: 1 + those with a greater score + half of those with the same. A score that is not a number counts
    /// as ahead of the target and, for the target itself, as a miss: a broken model must not look like a good one.
    /// </summary>
    /// <returns>Null when the target's own score is not finite.</returns>
    public static double? Of(int target, ReadOnlySpan<double> scores)
    {
        var own = scores[target];
        if (!double.IsFinite(own))
        {
            return null;
        }

        var ahead = 0;
        var equal = -1;
        foreach (var score in scores)
        {
            if (!(score <= own))
            {
                ahead++;
            }
            else if (score == own)
            {
                equal++;
            }
        }

        return 1 + ahead + (equal / 2.0);
    }

    /// <summary>The items with the greatest finite scores, in no order.</summary>
    /// <param name="scores">double[items].</param>
    /// <param name="best">Receives their numbers; as many as fit.</param>
    /// <param name="bestScores">Scratch of the same length.</param>
    /// <returns>How many there are.</returns>
    public static int Best(ReadOnlySpan<double> scores, Span<int> best, Span<double> bestScores)
    {
        var count = 0;
        var least = 0;
        for (var item = 0; item < scores.Length; item++)
        {
            var score = scores[item];
            if (!double.IsFinite(score) || (count == best.Length && score <= bestScores[least]))
            {
                continue;
            }

            var at = count < best.Length ? count++ : least;
            best[at] = item;
            bestScores[at] = score;
            if (count == best.Length)
            {
                least = PlaceOfLeast(bestScores);
            }
        }

        return count;
    }

    private static int PlaceOfLeast(ReadOnlySpan<double> scores)
    {
        var least = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            least = scores[i] < scores[least] ? i : least;
        }

        return least;
    }
}
