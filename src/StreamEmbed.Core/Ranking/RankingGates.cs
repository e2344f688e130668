using System.Runtime.CompilerServices;

namespace StreamEmbed.Ranking;

/// <summary>How much is known for a query, five numbers from 0 to 1: what the features are worth depends on it.</summary>
[InlineArray(Count)]
public struct RankingGates
{
    /// <summary>Number of gates.</summary>
    public const int Count = 5;

    private double _first;

    /// <summary>From what a query is asked with.</summary>
    /// <param name="sessionLength">Clicks of the session so far.</param>
    /// <param name="seenWithLast">What the last item was seen with in all, slow count.</param>
    /// <param name="earlier">The user's items before the session.</param>
    /// <param name="ageOfLastHours">Hours since the last item's first click.</param>
    /// <param name="seenWithLastLately">What the last item was seen with in all, fast count.</param>
    public static RankingGates Of(int sessionLength, double seenWithLast, int earlier, double ageOfLastHours, double seenWithLastLately)
    {
        var gates = default(RankingGates);
        gates[0] = Math.Min(1, Math.Log2(Math.Max(1, sessionLength)) / 4);
        gates[1] = Math.Min(1, Math.Log(1 + seenWithLast) / 6);
        gates[2] = Math.Min(1, earlier / 10.0);
        gates[3] = Math.Min(1, Math.Log(1 + ageOfLastHours) / 7);
        gates[4] = Math.Min(1, Math.Log(1 + seenWithLastLately) / 6);
        return gates;
    }
}
