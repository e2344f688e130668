using System.Text;
using System.Text.Json;
using StreamEmbed.Events;

namespace StreamEmbed.Host.Files;

/// <summary>Reads events from lines of JSON, each decoded as the value of a record is.</summary>
internal static class JsonLineEvents
{
    public static IEnumerable<FileEvent> Read(string file, Stream content, EventOptions options, TimeProvider clock)
    {
        var decoder = new JsonEventDecoder(options);
        var typeField = Encoding.UTF8.GetBytes(options.TypeField);
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var lines = new ByteLines(content, options.MaxValueBytes);
        var events = 0L;
        while (lines.MoveNext())
        {
            if (lines.IsTooLong)
            {
                throw new EventFileException(file, lines.Number, $"the line has more than the {options.MaxValueBytes} bytes that Events:MaxValueBytes allows.");
            }

            if (lines.Current.Span.IsWhiteSpaceOnly())
            {
                continue;
            }

            // A line has no time beside its own: without a timestamp it is refused, as a record without any time is.
            var outcome = decoder.Decode(lines.Current.Span, recordTimeMs: -1, new SourcePosition(0, events), nowMs, out var read, out var rejection);
            if (outcome == DecodeOutcome.Rejected)
            {
                throw new EventFileException(file, lines.Number, rejection.Detail);
            }

            if (outcome == DecodeOutcome.Accepted)
            {
                events++;
                yield return new FileEvent(read, TypeOf(lines.Current.Span, typeField));
            }
        }
    }

    private static bool IsWhiteSpaceOnly(this ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;

    // The decoder gives the type's weight only. The value is one whole object, as the decoder has found.
    private static string? TypeOf(ReadOnlySpan<byte> value, ReadOnlySpan<byte> typeField)
    {
        string? type = null;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals(typeField);
            reader.Read();
            type = isType ? reader.GetString() : type;
            reader.Skip();
        }

        return type;
    }
}
