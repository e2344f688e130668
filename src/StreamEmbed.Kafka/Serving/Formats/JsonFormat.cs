using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>JSON objects with the keys and the fields of the native form.</summary>
internal sealed class JsonFormat(PublishingOptions options) : SinkFormat
{
    public override string ContentType => NameOf(ServingFormat.Json);

    public override byte[] KeyOf(ItemId item) => ServingKeys.Of(item);

    public override byte[] KeyOf(UserId user) => ServingKeys.Of(user);

    public override byte[] Encode(ItemRow row, long snapshot) => Object(json =>
    {
        json.WriteString("item_id", row.Item.Value);
        json.WriteNumber("snapshot", snapshot);
        WriteVector(json, "vector", row.Vector);
        json.WriteNumber("count", row.Count);
        json.WriteNumber("last_seen_ms", row.LastSeenMs);
    });

    public override byte[] Encode(UserVector user) => Object(json =>
    {
        var history = user.History;
        json.WriteString("user_id", history.User.Value);
        json.WriteNumber("item_snapshot", user.ItemSnapshot);
        WriteVector(json, "vector", user.Vector);
        if (!options.RecentItems)
        {
            return;
        }

        json.WriteStartArray("recent");
        for (var i = 0; i < history.Items.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("item", history.Items[i].Value);
            json.WriteNumber("time_ms", history.TimesMs[i]);
            json.WriteNumber("weight", history.Weights[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
