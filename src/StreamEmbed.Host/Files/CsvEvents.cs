using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using StreamEmbed.Events;

namespace StreamEmbed.Host.Files;

/// <summary>Reads events from CSV with the columns <c>user_id, item_id, timestamp_ms</c> and perhaps <c>event_type</c>, in any order, among others.</summary>
internal static class CsvEvents
{
    private const string User = "user_id";
    private const string Item = "item_id";
    private const string Time = "timestamp_ms";
    private const string Type = "event_type";

    // A quote that is never closed would otherwise take the rest of the file into one field.
    private const int LongestField = 64 * 1024;

    public static IEnumerable<FileEvent> Read(string file, Stream content, EventOptions options, TimeProvider clock)
    {
        using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, 64 * 1024, leaveOpen: true);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MaxFieldSize = LongestField,
            BadDataFound = null,
            TrimOptions = TrimOptions.None,
        });
        if (!MoveNext(parser, file))
        {
            throw new EventFileException(file, 0, $"the file is empty; its first line must be the header {User},{Item},{Time}.");
        }

        var columns = Columns.Of(parser, file);
        var checks = new EventChecks(file, options, clock);
        var events = 0L;
        while (MoveNext(parser, file))
        {
            if (Event(parser, columns, checks, events) is { } read)
            {
                events++;
                yield return read;
            }
        }
    }

    private static FileEvent? Event(CsvParser parser, Columns columns, EventChecks checks, long index)
    {
        var line = parser.RawRow;
        if (parser.Count < columns.Count)
        {
            throw checks.Fault(line, $"it has {parser.Count} of {columns.Count} columns.");
        }

        var type = columns.Type >= 0 && parser[columns.Type] is { Length: > 0 } text ? text : null;
        var weight = checks.Weight(line, type);
        return weight == 0
            ? null
            : new FileEvent(
                new ItemEvent(
                    new UserId(checks.Id(line, User, parser[columns.User])),
                    new ItemId(checks.Id(line, Item, parser[columns.Item])),
                    checks.Time(line, Time, parser[columns.Time]),
                    weight,
                    new SourcePosition(0, index)),
                type);
    }

    private static bool MoveNext(CsvParser parser, string file)
    {
        try
        {
            return parser.Read();
        }
        catch (MaxFieldSizeException e)
        {
            throw new EventFileException(file, parser.RawRow, $"a field is longer than {LongestField} characters; perhaps a quote is not closed.", e);
        }
    }

    /// <summary>Where the columns stand; <see cref="Type"/> is -1 when there is none.</summary>
    private readonly record struct Columns(int User, int Item, int Time, int Type, int Count)
    {
        public static Columns Of(CsvParser header, string file)
        {
            var names = header.Record!.Select(name => name.Trim('\uFEFF', ' ')).ToList();
            var missing = new[] { CsvEvents.User, CsvEvents.Item, CsvEvents.Time }.Where(name => !names.Contains(name)).ToList();
            return missing.Count == 0
                ? new Columns(
                    names.IndexOf(CsvEvents.User),
                    names.IndexOf(CsvEvents.Item),
                    names.IndexOf(CsvEvents.Time),
                    names.IndexOf(CsvEvents.Type),
                    names.Count)
                : throw new EventFileException(file, 1, $"the header lacks {string.Join(" and ", missing)}.");
        }
    }
}
