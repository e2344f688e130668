using System.Text.Json;
using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>Flat JSON objects with one vector field, whose names the options choose; the key is an object with the id alone.</summary>
/// <remarks>The id is the native key, so that items and users can share a table and one column identifies a row.</remarks>
internal sealed class FlatFormat(PublishingOptions options) : SinkFormat
{
    public override string ContentType => NameOf(ServingFormat.Flat);

    public override byte[] KeyOf(ItemId item) => Object(json => json.WriteString(options.IdField, ServingKeys.Of(item)));

    public override byte[] KeyOf(UserId user) => Object(json => json.WriteString(options.IdField, ServingKeys.Of(user)));

    public override byte[] Encode(ItemRow row, long snapshot) => Object(json =>
        Write(json, ServingKeys.Of(row.Item), row.Vector, row.LastSeenMs, snapshot));

    public override byte[] Encode(UserVector user) => Object(json =>
        Write(json, ServingKeys.Of(user.History.User), user.Vector, LastSeenMs(user), user.ItemSnapshot));

    private void Write(Utf8JsonWriter json, byte[] id, float[] vector, long lastSeenMs, long snapshot)
    {
        json.WriteString(options.IdField, id);
        WriteVector(json, options.VectorField, vector);
        json.WriteString(options.TimeField, DateTimeOffset.FromUnixTimeMilliseconds(lastSeenMs).UtcDateTime);
        json.WriteNumber("snapshot", snapshot);
    }
}
