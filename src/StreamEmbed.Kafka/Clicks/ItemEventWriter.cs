using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamEmbed.Events;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>Writes events in the JSON form in which the clicks topic has them. One thread.</summary>
/// <param name="fields">Names of the fields.</param>
internal sealed class ItemEventWriter(EventOptions fields) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    // Ids stay readable; nothing here ends up in HTML, for which more would have to be escaped.
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    private readonly JsonEncodedText _user = JsonEncodedText.Encode(fields.UserField, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private readonly JsonEncodedText _item = JsonEncodedText.Encode(fields.ItemField, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private readonly JsonEncodedText _timestamp = JsonEncodedText.Encode(fields.TimestampField, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    private readonly JsonEncodedText _type = JsonEncodedText.Encode(fields.TypeField, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    /// <summary>The event as an array of its own.</summary>
    /// <param name="type">The event's type; null leaves the field out.</param>
    public byte[] Write(in ItemEvent e, string? type)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        _json.WriteString(_user, e.User.Value);
        _json.WriteString(_item, e.Item.Value);
        _json.WriteNumber(_timestamp, e.TimeMs);
        if (type is not null)
        {
            _json.WriteString(_type, type);
        }

        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => _json.Dispose();
}
