using System.Globalization;

namespace StreamEmbed.Host.Configuration;

/// <summary>Durations as people write them: <c>500ms</c>, <c>5s</c>, <c>30m</c>, <c>12h</c>, <c>1d</c> or <c>00:30:00</c>.</summary>
internal static class DurationText
{
    public const string Examples = "500ms, 5s, 30m, 12h, 1d or 00:30:00";

    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        // A bare number is refused: TimeSpan would read 30 as days, where people mean seconds.
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
        }

        foreach (var (suffix, ticks) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length), Number, CultureInfo.InvariantCulture, out var amount))
            {
                return TryMultiply(amount, ticks, out value);
            }
        }

        return false;
    }

    /// <summary>The shortest text that reads back as the same duration.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0";
        }

        foreach (var (suffix, ticks) in Units.Reverse())
        {
            if (value.Ticks % ticks == 0)
            {
                return (value.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + suffix;
            }
        }

        return value.ToString("c", CultureInfo.InvariantCulture);
    }

    private const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite;

    private static bool TryMultiply(decimal amount, long ticks, out TimeSpan value)
    {
        const decimal Largest = long.MaxValue;
        var fits = Math.Abs(amount) <= Largest / ticks;
        value = fits ? TimeSpan.FromTicks((long)(amount * ticks)) : TimeSpan.Zero;
        return fits;
    }
}
