using System.Text;
using System.Text.Json;

namespace StreamEmbed.Events;

/// <summary>Tells an event's fields by their names.</summary>
internal sealed class EventFieldNames(EventOptions options)
{
    private readonly byte[] _user = Encoding.UTF8.GetBytes(options.UserField);
    private readonly byte[] _item = Encoding.UTF8.GetBytes(options.ItemField);
    private readonly byte[] _time = Encoding.UTF8.GetBytes(options.TimestampField);
    private readonly byte[] _type = Encoding.UTF8.GetBytes(options.TypeField);

    /// <summary>The field of a name without escapes.</summary>
    public EventField Of(ReadOnlySpan<byte> name) =>
        name.SequenceEqual(_user) ? EventField.User
        : name.SequenceEqual(_item) ? EventField.Item
        : name.SequenceEqual(_time) ? EventField.Time
        : name.SequenceEqual(_type) ? EventField.Type
        : EventField.Unknown;

    /// <summary>The field of the name that the reader stands at.</summary>
    /// <exception cref="InvalidOperationException">An escape in the name stands for half a surrogate pair.</exception>
    public EventField Of(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals(_user) ? EventField.User
        : reader.ValueTextEquals(_item) ? EventField.Item
        : reader.ValueTextEquals(_time) ? EventField.Time
        : reader.ValueTextEquals(_type) ? EventField.Type
        : EventField.Unknown;
}
