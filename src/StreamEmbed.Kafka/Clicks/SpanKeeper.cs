using Confluent.Kafka;

namespace StreamEmbed.Kafka.Clicks;

/// <summary>Receives the bytes of one key or value after the other in a buffer that is reused: no array a record.</summary>
/// <remarks>The client hands bytes only to a deserializer; what this one returns says just whether there were any. One thread.</remarks>
internal sealed class SpanKeeper : IDeserializer<bool>
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>The bytes of the last call; valid until the next.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <returns>False for null.</returns>
    public bool Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        _length = data.Length;
        if (_length > _bytes.Length)
        {
            _bytes = new byte[Math.Max(_length, 2 * _bytes.Length)];
        }

        data.CopyTo(_bytes);
        return !isNull;
    }
}
