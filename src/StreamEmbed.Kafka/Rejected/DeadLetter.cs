using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamEmbed.Events;
using StreamEmbed.Naming;
using StreamEmbed.Records;

namespace StreamEmbed.Kafka.Rejected;

/// <summary>Makes the records of dead letters.</summary>
internal static class DeadLetter
{
    // Two steps down: the first fits any broker at its defaults and keeps what a person needs to see; the second fits any
    // broker that works at all, whatever the headers were.
    private const int FirstCutBytes = 64 * 1024;
    private const int LastCutBytes = 1024;

    /// <summary>How often <see cref="Shrunk"/> may be applied.</summary>
    public const int Cuts = 2;

    /// <summary>The record as it was, with headers that say why and where.</summary>
    /// <remarks>A record that comes from a dead-letter topic has such headers already: the last of a name are ours.</remarks>
    public static Message<byte[]?, byte[]?> Of(RecordBatch batch, int index, string topic, RejectReason reason, string detail)
    {
        var headers = new Headers();
        foreach (var header in batch.Headers(index))
        {
            headers.Add(header.Key, header.Value);
        }

        var position = batch.Position(index);
        headers.Add(RejectedHeaders.Reason, Utf8(SnakeCase.Of(reason)));
        headers.Add(RejectedHeaders.Detail, Utf8(detail));
        AddOrigin(headers, topic, position);
        if (batch.TimestampMs(index) is >= 0 and var timestampMs)
        {
            headers.Add(RejectedHeaders.TimestampMs, Number(timestampMs));
        }

        return new Message<byte[]?, byte[]?>
        {
            Key = batch.HasKey(index) ? batch.Key(index).ToArray() : null,
            Value = batch.HasValue(index) ? batch.Value(index).ToArray() : null,
            Headers = headers,
        };
    }

    public static void AddOrigin(Headers headers, string topic, SourcePosition position)
    {
        headers.Add(RejectedHeaders.Topic, Utf8(topic));
        headers.Add(RejectedHeaders.Partition, Number(position.Partition));
        headers.Add(RejectedHeaders.Offset, Number(position.Offset));
    }

    /// <summary>The record cut so that a broker takes it which refused the whole for its size.</summary>
    /// <param name="cut">1, then 2.</param>
    public static Message<byte[]?, byte[]?> Shrunk(Message<byte[]?, byte[]?> whole, int cut)
    {
        var headers = new Headers();
        foreach (var header in whole.Headers.Where(header => cut == 1 || header.Key.StartsWith("streamembed-", StringComparison.Ordinal)))
        {
            headers.Add(header.Key, First(header.GetValueBytes(), LastCutBytes));
        }

        headers.Add(RejectedHeaders.Truncated, Number(whole.Value?.Length ?? 0));
        return new Message<byte[]?, byte[]?>
        {
            Key = cut == 1 ? whole.Key : First(whole.Key, LastCutBytes),
            Value = First(whole.Value, cut == 1 ? FirstCutBytes : LastCutBytes),
            Headers = headers,
        };
    }

    public static byte[] Number(long number) => Utf8(number.ToString(CultureInfo.InvariantCulture));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[]? First(byte[]? bytes, int count) => bytes is null || bytes.Length <= count ? bytes : bytes[..count];
}
