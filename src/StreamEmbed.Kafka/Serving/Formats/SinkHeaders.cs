using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>
/// Headers of records for sinks: which row it is, and which snapshot brought or removed it. By them the publisher finds out what
/// the topic holds, whatever form the values have.
/// </summary>
internal static class SinkHeaders
{
    public const string Row = "row";
    public const string Snapshot = "snapshot";

    /// <param name="nativeKey">The row's key in the native format.</param>
    public static Headers Of(string contentType, byte[] nativeKey, long snapshot) => new()
    {
        { ServingCodec.ContentTypeHeader, Encoding.ASCII.GetBytes(contentType) },
        { Row, nativeKey },
        { Snapshot, Encoding.ASCII.GetBytes(snapshot.ToString(CultureInfo.InvariantCulture)) },
    };

    /// <summary>What a record says that it is written in; null when it says nothing.</summary>
    public static string? ContentTypeOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(ServingCodec.ContentTypeHeader, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>What a record says of a row, without its vector; null when the headers name none.</summary>
    /// <exception cref="InvalidDataException">The snapshot is no number.</exception>
    public static ServingRecord? Decode(Headers headers, bool isTombstone)
    {
        if (!headers.TryGetLastBytes(Row, out var row) || !headers.TryGetLastBytes(Snapshot, out var text))
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var snapshot))
        {
            throw new InvalidDataException("A record of the serving topic cannot be read: its header 'snapshot' is no number.");
        }

        if (ServingKeys.IsItem(row, out var item))
        {
            return isTombstone ? new ServingRecord.ItemRemoved(item) : new ServingRecord.ItemChanged(new ItemRow(item, [], 0, 0), snapshot);
        }

        if (!ServingKeys.IsUser(row, out var user))
        {
            return null;
        }

        return isTombstone
            ? new ServingRecord.UserRemoved(user)
            : new ServingRecord.UserChanged(new UserVector(new Users.UserHistory(user, [], [], []), [], snapshot));
    }
}
