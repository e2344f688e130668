using System.Runtime.InteropServices;

namespace StreamEmbed.Ranking;

/// <summary>What an item's clicks have been like: five counts that halve with time, how many in all, and when the first and the last one was.</summary>
/// <remarks>The counts are as of the last click; what they are at another moment is computed when they are read.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct ItemActivity
{
    /// <summary>Half-life of <see cref="Clicks7d"/>, milliseconds.</summary>
    public const double LongestHalfLifeMs = 7 * 24 * 3_600_000.0;

    /// <summary>Clicks, half-life two hours.</summary>
    public float Clicks2h { get; set; }

    /// <summary>Clicks, half-life a day.</summary>
    public float Clicks24h { get; set; }

    /// <summary>Clicks, half-life a week.</summary>
    public float Clicks7d { get; set; }

    /// <summary>Clicks that were not the first of their session, half-life two hours: what people go on to, unlike what they come for.</summary>
    public float Later2h { get; set; }

    /// <summary>The same, half-life a day.</summary>
    public float Later24h { get; set; }

    /// <summary>All clicks. Beyond 16 million it stands still: its logarithm would not show more.</summary>
    public float Clicks { get; set; }

    /// <summary>Event time of the first click, Unix milliseconds.</summary>
    public long FirstMs { get; set; }

    /// <summary>Event time of the last click, Unix milliseconds; the decayed counts are as of then.</summary>
    public long LastMs { get; set; }

    /// <summary>Counts a click. One that is older than the last one counts what would be left of it by then.</summary>
    /// <param name="timeMs">Event time, Unix milliseconds.</param>
    /// <param name="isFirst">Whether it is the first of its session.</param>
    public void Add(long timeMs, bool isFirst)
    {
        if (Clicks == 0)
        {
            FirstMs = timeMs;
            LastMs = timeMs;
        }

        // A day is a seventh of a week, and two hours a twelfth of a day: one power serves the three half-lives.
        var week = Math.Pow(2, -Math.Abs((double)timeMs - LastMs) / LongestHalfLifeMs);
        var day = Power(week, 7);
        var twoHours = Power(day, 12);
        var isLate = timeMs < LastMs;
        var (later, one) = (isFirst ? 0 : 1, 1.0);
        Clicks7d = Sum(Clicks7d, one, week, isLate);
        Clicks24h = Sum(Clicks24h, one, day, isLate);
        Clicks2h = Sum(Clicks2h, one, twoHours, isLate);
        Later24h = Sum(Later24h, later, day, isLate);
        Later2h = Sum(Later2h, later, twoHours, isLate);
        Clicks++;
        FirstMs = Math.Min(FirstMs, timeMs);
        LastMs = Math.Max(LastMs, timeMs);
    }

    private static float Sum(float count, double amount, double left, bool isLate) =>
        (float)(isLate ? count + (amount * left) : (count * left) + amount);

    private static double Power(double value, int times)
    {
        var result = 1.0;
        for (var i = 0; i < times; i++)
        {
            result *= value;
        }

        return result;
    }
}
