using System.Globalization;

namespace StreamEmbed.Evaluation;

/// <summary>The same list for everybody: what is clicked most of late. The variants differ in what "of late" means.</summary>
public sealed class PopularityRecommender : IRecommender
{
    // From a news site's day to all time (a half-life of ten years).
    private static readonly double[] HalfLifeHours = [1, 2, 6, 24, 7 * 24, 3650 * 24];

    private readonly ItemPopularity[] _popularities;
    private long _timeMs;

    /// <param name="items">Number of items in the log.</param>
    public PopularityRecommender(int items)
    {
        _popularities = [.. HalfLifeHours.Select(hours => new ItemPopularity(items, TimeSpan.FromHours(hours)))];
        Variants = [.. HalfLifeHours.Select(hours => string.Create(CultureInfo.InvariantCulture, $"half-life {hours} h"))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Variants { get; }

    /// <inheritdoc/>
    public void Learn(RecordedSession session)
    {
        foreach (var popularity in _popularities)
        {
            popularity.Add(session);
        }
    }

    /// <inheritdoc/>
    public void Look(Position position)
    {
        _timeMs = position.TimeMs;
    }

    /// <inheritdoc/>
    public void Score(int variant, Span<double> scores) => _popularities[variant].Logarithms(_timeMs, 0, scores);
}
