using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Naming;
using StreamEmbed.Records;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>How rows become records of the serving topic. Immutable.</summary>
internal abstract class RecordFormat
{
    /// <summary>Value of the content-type header: names format and encoding.</summary>
    public abstract string ContentType { get; }

    /// <summary>Whether snapshots are marked by records of their own. Sinks would take a marker for a row.</summary>
    public virtual bool HasMarkers => false;

    public static RecordFormat Of(PublishingOptions options) => options.Format switch
    {
        ServingFormat.Native => new NativeFormat(options),
        ServingFormat.Json => new JsonFormat(options),
        ServingFormat.Qdrant => new QdrantFormat(options),
        ServingFormat.Flat => new FlatFormat(options),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Format, null),
    };

    /// <summary>The record's key: the same for row and tombstone, so that compaction keeps the newer of them.</summary>
    public abstract byte[] KeyOf(ItemId item);

    public abstract byte[] KeyOf(UserId user);

    public abstract byte[] Encode(ItemRow row, long snapshot);

    public abstract byte[] Encode(UserVector user);

    public int PartitionOf(ItemId item, int partitions) => Murmur2.Partition(KeyOf(item), partitions);

    public int PartitionOf(UserId user, int partitions) => Murmur2.Partition(KeyOf(user), partitions);

    /// <summary>The most bytes that one record can have, key and headers included.</summary>
    /// <param name="dimension">Numbers in a vector.</param>
    /// <param name="idBytes">Longest id.</param>
    /// <param name="recent">Most recent items in a user's record.</param>
    public abstract long LargestRecord(int dimension, int idBytes, int recent);

    protected static string NameOf(ServingFormat format) => $"application/json; format={SnakeCase.Of(format)}";

    protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
