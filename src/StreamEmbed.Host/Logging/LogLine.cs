using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace StreamEmbed.Host.Logging;

/// <summary>One logged event, and its two forms.</summary>
/// <param name="Time">When.</param>
/// <param name="Level">How bad.</param>
/// <param name="Category">Full name of the type that logged.</param>
/// <param name="Event">Name of the message; null when it has none.</param>
/// <param name="Message">The message with its values in place.</param>
/// <param name="Values">The message's values by name.</param>
/// <param name="Exception">What was thrown, or null.</param>
internal sealed record LogLine(
    DateTimeOffset Time,
    LogLevel Level,
    string Category,
    string? Event,
    string Message,
    IReadOnlyList<KeyValuePair<string, object?>> Values,
    Exception? Exception)
{
    // The framework puts the message's template among the values under this name.
    private const string Template = "{OriginalFormat}";

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For people: time, level, the category's last name, message, exception; line ends become <c> | </c>.</summary>
    public string AsText()
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Timestamp} {ShortLevel} {Category[(Category.LastIndexOf('.') + 1)..]}: {Message}");
        return (Exception is null ? text : $"{text} | {Exception}").ReplaceLineEndings(" | ");
    }

    /// <summary>For collectors: one JSON object, the message's values in <c>values</c>.</summary>
    public string AsJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("time", Timestamp);
            json.WriteString("level", Level.ToString().ToLowerInvariant());
            json.WriteString("category", Category);
            if (Event is not null)
            {
                json.WriteString("event", Event);
            }

            json.WriteString("message", Message);
            WriteValues(json);
            if (Exception is not null)
            {
                json.WriteString("exception", Exception.ToString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string Timestamp => Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string ShortLevel => Level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    private void WriteValues(Utf8JsonWriter json)
    {
        var values = Values.Where(value => value.Key != Template).ToList();
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartObject("values");
        foreach (var (name, value) in values)
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long or short or byte or uint:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                json.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
