using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving.Formats;

/// <summary>Protobuf with snapshot markers; see <see cref="ServingCodec"/>.</summary>
internal sealed class NativeFormat(PublishingOptions options) : RecordFormat
{
    // Tags, lengths and numbers around the parts whose length varies; record, headers.
    private const int Overhead = 256;
    private const int RecentOverhead = 32;

    public override string ContentType => ServingCodec.ContentTypeOf(options.VectorType);

    public override bool HasMarkers => true;

    public override byte[] KeyOf(ItemId item) => ServingKeys.Of(item);

    public override byte[] KeyOf(UserId user) => ServingKeys.Of(user);

    public override byte[] Encode(ItemRow row, long snapshot) => ServingCodec.Encode(row, snapshot, options.VectorType);

    public override byte[] Encode(UserVector user) => ServingCodec.Encode(user, options.VectorType, options.RecentItems);

    public override long LargestRecord(int dimension, int idBytes, int recent)
    {
        var number = options.VectorType switch
        {
            VectorType.Float32 => sizeof(float),
            VectorType.Float16 => 2,
            _ => 1,
        };
        return Overhead + idBytes + ((long)dimension * number) + (options.RecentItems ? recent * (RecentOverhead + (long)idBytes) : 0);
    }
}
