using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamEmbed.Kafka.Native;

/// <summary><c>rd_kafka_message_t</c>: a record, or an error or the end of a partition in its place.</summary>
/// <remarks>Belongs to the <see cref="ConsumerQueue"/> that handed it out, which destroys it with the next call: its spans are valid until then.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeRecord
{
    private readonly int _error;
    private readonly nint _topic;
    private readonly int _partition;
    private readonly byte* _value;
    private readonly nuint _valueLength;
    private readonly byte* _key;
    private readonly nuint _keyLength;
    private readonly long _offset;
    private readonly nint _private;

    public readonly ErrorCode Code => (ErrorCode)_error;

    public readonly int Partition => _partition;

    /// <summary>Of the record; of an end, the offset that the next record will have.</summary>
    public readonly long Offset => _offset;

    public readonly bool HasKey => _key is not null;

    public readonly bool HasValue => _value is not null;

    public readonly ReadOnlySpan<byte> Key => new(_key, checked((int)_keyLength));

    public readonly ReadOnlySpan<byte> Value => new(_value, checked((int)_valueLength));

    /// <summary>What went wrong. The words of an error stand where a record has its value.</summary>
    public readonly Error Error => Marshal.PtrToStringUTF8((nint)_value, (int)_valueLength) is { Length: > 0 } words
        ? new Error(Code, words)
        : new Error(Code);
}
