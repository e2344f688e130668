using System.Text.Json;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>A format of JSON objects, for sinks.</summary>
internal abstract class SinkFormat : RecordFormat
{
    // What stands around the parts whose length varies: names, quotes, numbers, headers.
    private const int Overhead = 1_024;
    private const int RecentOverhead = 96;

    // The shortest text of a float, its comma included: -1.2345679E-38,
    private const int LongestNumber = 16;

    // A control character becomes six letters.
    private const int LongestEscape = 6;

    // In key, value and header together.
    private const int IdTimes = 6;

    public override long LargestRecord(int dimension, int idBytes, int recent) =>
        Overhead + ((long)IdTimes * LongestEscape * idBytes) + ((long)dimension * LongestNumber)
        + (recent * (RecentOverhead + ((long)LongestEscape * idBytes)));

    /// <summary>The bytes of one JSON object.</summary>
    protected static byte[] Object(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Each number as the shortest text that reads back to the same float.</summary>
    protected static void WriteVector(Utf8JsonWriter json, string name, float[] vector)
    {
        json.WriteStartArray(name);
        foreach (var number in vector)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Event time of the user's latest item, Unix milliseconds.</summary>
    protected static long LastSeenMs(UserVector user) => user.History.TimesMs.DefaultIfEmpty(0).Max();
}
