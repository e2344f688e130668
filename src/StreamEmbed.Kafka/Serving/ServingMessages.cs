using System.Text;
using Confluent.Kafka;
using StreamEmbed.Kafka.Serving.Formats;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving;

/// <summary>Plans as the records that they are written as, in order; encoded one by one, as they are asked for.</summary>
internal sealed class ServingMessages(RecordFormat format)
{
    private readonly Headers _native = new() { { ServingCodec.ContentTypeHeader, Encoding.ASCII.GetBytes(format.ContentType) } };

    public IEnumerable<ServingMessage> Of(PartitionDelta delta)
    {
        var snapshot = delta.Begin.Number;
        foreach (var marker in Of(delta.Begin))
        {
            yield return marker;
        }

        foreach (var item in delta.Removed)
        {
            yield return Tombstone(format.KeyOf(item), ServingKeys.Of(item), snapshot);
        }

        foreach (var row in delta.Changed)
        {
            yield return Row(format.KeyOf(row.Item), format.Encode(row, snapshot), ServingKeys.Of(row.Item), snapshot);
        }

        foreach (var marker in Of(delta.End))
        {
            yield return marker;
        }
    }

    public IEnumerable<ServingMessage> Of(PartitionUsers users)
    {
        foreach (var user in users.Removed)
        {
            yield return Tombstone(format.KeyOf(user), ServingKeys.Of(user), users.Marker.Number);
        }

        foreach (var user in users.Changed)
        {
            yield return Row(format.KeyOf(user.History.User), format.Encode(user), ServingKeys.Of(user.History.User), user.ItemSnapshot);
        }

        foreach (var marker in Of(users.Marker))
        {
            yield return marker;
        }
    }

    private IEnumerable<ServingMessage> Of(SnapshotMarker marker) =>
        format.HasMarkers ? [new ServingMessage(ServingKeys.Of(marker.Phase), ServingCodec.Encode(marker), _native)] : [];

    private ServingMessage Row(byte[] key, byte[] value, byte[] nativeKey, long snapshot) =>
        new(key, value, format.HasMarkers ? _native : SinkHeaders.Of(format.ContentType, nativeKey, snapshot));

    private ServingMessage Tombstone(byte[] key, byte[] nativeKey, long snapshot) =>
        new(key, null, format.HasMarkers ? null : SinkHeaders.Of(format.ContentType, nativeKey, snapshot));
}
