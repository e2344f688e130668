using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Records;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving;

/// <summary>Keys of the serving topic, and the partitions that they go to.</summary>
/// <remarks>
/// Items and users may share an id, hence the prefixes: compaction must not take one for the other. Partitions are chosen
/// here and not by the client library, whose default differs from that of other languages' clients.
/// </remarks>
public static class ServingKeys
{
    private static ReadOnlySpan<byte> ItemPrefix => "item/"u8;

    private static ReadOnlySpan<byte> UserPrefix => "user/"u8;

    public static byte[] Of(ItemId item) => Join(ItemPrefix, item.Value);

    public static byte[] Of(UserId user) => Join(UserPrefix, user.Value);

    public static byte[] Of(MarkerPhase phase) => phase switch
    {
        MarkerPhase.Begin => "snapshot/begin"u8.ToArray(),
        MarkerPhase.End => "snapshot/end"u8.ToArray(),
        MarkerPhase.Users => "snapshot/users"u8.ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, null),
    };

    public static int PartitionOf(ItemId item, int partitions) => Murmur2.Partition(Of(item), partitions);

    public static int PartitionOf(UserId user, int partitions) => Murmur2.Partition(Of(user), partitions);

    internal static bool IsItem(ReadOnlySpan<byte> key, out ItemId item)
    {
        var matches = TryCut(key, ItemPrefix, out var id);
        item = new ItemId(id);
        return matches;
    }

    internal static bool IsUser(ReadOnlySpan<byte> key, out UserId user)
    {
        var matches = TryCut(key, UserPrefix, out var id);
        user = new UserId(id);
        return matches;
    }

    internal static bool IsMarker(ReadOnlySpan<byte> key) => key.StartsWith("snapshot/"u8);

    private static bool TryCut(ReadOnlySpan<byte> key, ReadOnlySpan<byte> prefix, out string id)
    {
        var matches = key.Length > prefix.Length && key.StartsWith(prefix);
        id = matches ? Encoding.UTF8.GetString(key[prefix.Length..]) : "";
        return matches;
    }

    private static byte[] Join(ReadOnlySpan<byte> prefix, string id)
    {
        var key = new byte[prefix.Length + Encoding.UTF8.GetByteCount(id)];
        prefix.CopyTo(key);
        Encoding.UTF8.GetBytes(id, key.AsSpan(prefix.Length));
        return key;
    }
}
