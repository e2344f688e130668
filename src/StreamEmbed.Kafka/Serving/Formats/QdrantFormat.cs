using System.Text.Json;
using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>Points for Qdrant's sink connector.</summary>
/// <remarks>
/// The connector (1.4) takes point and collection of a deletion from the record's key, so the key has both. Ids are UUIDs,
/// because Qdrant knows no others but numbers; the payload has the id that everybody else uses.
/// </remarks>
internal sealed class QdrantFormat(PublishingOptions options) : SinkFormat
{
    public override string ContentType => NameOf(ServingFormat.Qdrant);

    public override byte[] KeyOf(ItemId item) => Object(json => WritePoint(json, options.ItemsCollection, ServingKeys.Of(item)));

    public override byte[] KeyOf(UserId user) => Object(json => WritePoint(json, options.UsersCollection, ServingKeys.Of(user)));

    public override byte[] Encode(ItemRow row, long snapshot) => Object(json =>
    {
        WritePoint(json, options.ItemsCollection, ServingKeys.Of(row.Item));
        WriteVector(json, "vector", row.Vector);
        json.WriteStartObject("payload");
        json.WriteString("item_id", row.Item.Value);
        json.WriteNumber("snapshot", snapshot);
        json.WriteNumber("count", row.Count);
        json.WriteNumber("last_seen_ms", row.LastSeenMs);
        json.WriteEndObject();
    });

    public override byte[] Encode(UserVector user) => Object(json =>
    {
        WritePoint(json, options.UsersCollection, ServingKeys.Of(user.History.User));
        WriteVector(json, "vector", user.Vector);
        json.WriteStartObject("payload");
        json.WriteString("user_id", user.History.User.Value);
        json.WriteNumber("item_snapshot", user.ItemSnapshot);
        json.WriteNumber("last_seen_ms", LastSeenMs(user));
        json.WriteEndObject();
    });

    private static void WritePoint(Utf8JsonWriter json, string collection, byte[] nativeKey)
    {
        json.WriteString("collection_name", collection);
        json.WriteString("id", StableUuid.Of(nativeKey));
    }
}
