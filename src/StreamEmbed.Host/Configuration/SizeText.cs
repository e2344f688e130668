using System.Globalization;

namespace StreamEmbed.Host.Configuration;

/// <summary>Sizes in bytes as people write them: <c>4096</c>, <c>64KB</c>, <c>64MB</c>, <c>1GB</c> (powers of 1000) or <c>64MiB</c> (of 1024).</summary>
internal static class SizeText
{
    public const string Examples = "4096, 64KB, 64MB or 64MiB";

    // Longer suffixes first: every one of them ends with B.
    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("KiB", 1L << 10),
        ("MiB", 1L << 20),
        ("GiB", 1L << 30),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
        ("", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && long.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var amount))
            {
                var fits = Math.Abs((decimal)amount) * unit <= long.MaxValue;
                bytes = fits ? amount * unit : 0;
                return fits;
            }
        }

        bytes = 0;
        return false;
    }

    /// <summary>The shortest text that reads back as the same size.</summary>
    public static string Format(long bytes)
    {
        (string Suffix, long Bytes)[] preferred = [("GB", 1_000_000_000), ("MB", 1_000_000), ("MiB", 1L << 20), ("KB", 1_000), ("KiB", 1L << 10)];
        foreach (var (suffix, unit) in preferred)
        {
            if (bytes != 0 && bytes % unit == 0)
            {
                return (bytes / unit).ToString(CultureInfo.InvariantCulture) + suffix;
            }
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }
}
