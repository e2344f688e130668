using System.Globalization;
using System.Text;
using StreamEmbed.Events;

namespace StreamEmbed.Host.Files;

/// <summary>Checks the fields of a line of text by the same rules as those of records, and names the line when one is broken.</summary>
internal sealed class EventChecks(string file, EventOptions options, TimeProvider clock)
{
    // Read once: a file is recorded before it is read, and a clock call for each line would cost more than the line.
    private readonly long _latestMs = clock.GetUtcNow().ToUnixTimeMilliseconds() + (long)options.MaxSkew.TotalMilliseconds;

    public EventFileException Fault(long line, string fault) => new(file, line, fault);

    /// <summary>Weight of a type; 1 for none, 0 for one that is ignored.</summary>
    public float Weight(long line, string? type) => type is null
        ? 1
        : options.Types.TryGetValue(type, out var weight)
            ? weight
            : throw Fault(line, $"event_type is '{Shortened(type)}', which Events:Types does not list.");

    public string Id(long line, string column, string id) => id.Length switch
    {
        0 => throw Fault(line, $"{column} is empty."),
        _ when Encoding.UTF8.GetByteCount(id) > options.MaxIdBytes => throw Fault(line, $"{column} is longer than {options.MaxIdBytes} bytes."),
        _ => id,
    };

    public long Time(long line, string column, string text)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var timeMs))
        {
            throw Fault(line, $"{column} is '{Shortened(text)}', but must be Unix time in whole milliseconds.");
        }

        if (timeMs < JsonEventDecoder.EarliestTimeMs)
        {
            throw Fault(line, $"{column} is {timeMs}, which is before the year 2000; are these seconds?");
        }

        return timeMs <= _latestMs ? timeMs : throw Fault(line, $"{column} is {timeMs}, which is more than {options.MaxSkew} ahead of the clock.");
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
