using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving;

/// <summary>Plans as the records that they are written as, in order; encoded one by one, as they are asked for.</summary>
internal static class ServingMessages
{
    public static IEnumerable<ServingMessage> Of(PartitionDelta delta)
    {
        yield return Of(delta.Begin);
        foreach (var item in delta.Removed)
        {
            yield return new ServingMessage(ServingKeys.Of(item), null);
        }

        foreach (var row in delta.Changed)
        {
            yield return new ServingMessage(ServingKeys.Of(row.Item), ServingCodec.Encode(row, delta.Begin.Number));
        }

        yield return Of(delta.End);
    }

    public static IEnumerable<ServingMessage> Of(PartitionUsers users)
    {
        foreach (var user in users.Removed)
        {
            yield return new ServingMessage(ServingKeys.Of(user), null);
        }

        foreach (var user in users.Changed)
        {
            yield return new ServingMessage(ServingKeys.Of(user.History.User), ServingCodec.Encode(user));
        }

        yield return Of(users.Marker);
    }

    private static ServingMessage Of(SnapshotMarker marker) => new(ServingKeys.Of(marker.Phase), ServingCodec.Encode(marker));
}
