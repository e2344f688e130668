using StreamEmbed.Kafka.Serving.Formats;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving;

/// <summary>How large records of the serving topic can become.</summary>
public static class ServingRecordSize
{
    /// <summary>An upper bound for every row, key and headers included, in bytes before compression.</summary>
    /// <param name="options">The format.</param>
    /// <param name="dimension">Numbers in a vector.</param>
    /// <param name="idBytes">Longest id.</param>
    /// <param name="recent">Most recent items of a user.</param>
    public static long Largest(PublishingOptions options, int dimension, int idBytes, int recent) =>
        RecordFormat.Of(options).LargestRecord(dimension, idBytes, recent);
}
