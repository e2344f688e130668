using StreamEmbed.Vocabulary;

namespace StreamEmbed.Evaluation;

/// <summary>How often each item was clicked, the past halved once in a half-life of event time. Single owner.</summary>
internal sealed class ItemPopularity(int items, TimeSpan halfLife)
{
    // Far below any count that is still told apart from others; its logarithm is finite.
    private const double Least = 1e-300;

    private readonly DecayedCount[] _counts = new DecayedCount[items];
    private readonly bool[] _isKnown = new bool[items];

    public void Add(RecordedSession session)
    {
        var weight = DecayedWeight.At(session.EndMs, halfLife.TotalMilliseconds);
        foreach (var item in session.Items)
        {
            _counts[item].Add(weight);
            _isKnown[item] = true;
        }
    }

    /// <summary>The natural logarithm of each count; negative infinity for items never clicked.</summary>
    /// <param name="timeMs">As of this time.</param>
    /// <param name="floor">Counts below it are taken for it; 0: none.</param>
    /// <param name="logarithms">double[items].</param>
    public void Logarithms(long timeMs, double floor, Span<double> logarithms)
    {
        var now = DecayedWeight.At(timeMs, halfLife.TotalMilliseconds);
        floor = Math.Max(floor, Least);
        for (var item = 0; item < logarithms.Length; item++)
        {
            logarithms[item] = _isKnown[item] ? Math.Log(Math.Max(floor, _counts[item].At(now))) : double.NegativeInfinity;
        }
    }
}
