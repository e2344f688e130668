using System.Globalization;

namespace StreamEmbed.Host.Replay;

/// <summary>How fast recorded events are sent.</summary>
/// <param name="Factor">Seconds of event time for each second of the clock; null for as fast as the broker takes them.</param>
internal readonly record struct ReplaySpeed(double? Factor)
{
    public static ReplaySpeed Max => default;

    /// <summary>Reads <c>max</c>, <c>60x</c> or <c>0.5x</c>.</summary>
    public static bool TryParse(string text, out ReplaySpeed speed)
    {
        speed = Max;
        if (text == "max")
        {
            return true;
        }

        if (!text.EndsWith('x')
            || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            || factor is not (> 0 and < double.PositiveInfinity))
        {
            return false;
        }

        speed = new ReplaySpeed(factor);
        return true;
    }

    /// <summary>As <see cref="TryParse"/> reads it; help shows it.</summary>
    public override string ToString() => Factor is { } factor ? factor.ToString(CultureInfo.InvariantCulture) + "x" : "max";
}
