using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamEmbed.Kafka.Native;

/// <summary>The functions of librdkafka that take many records at once, which Confluent.Kafka does not show.</summary>
/// <remarks>Signatures from <c>rdkafka.h</c> of 2.15. The library is Confluent.Kafka's own copy.</remarks>
internal static partial class ConsumerQueueApi
{
    private const string Library = NativeCopies.Library;

    static ConsumerQueueApi() => NativeCopies.Use();

    /// <summary>A reference to the queue in which a consumer's records wait; 0 when the client is no consumer.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_consumer")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint QueueOf(SafeHandle client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void ReleaseQueue(nint queue);

    /// <summary>Takes records, errors and ends of partitions, and serves callbacks that stand between them.</summary>
    /// <returns>How many were taken; -1 when the queue cannot be read.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_consume_batch_queue")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static unsafe partial nint Take(nint queue, int timeoutMs, NativeRecord** into, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_message_destroy")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static unsafe partial void Destroy(NativeRecord* record);

    /// <summary>Reads two fields: too short to be worth telling the garbage collector of.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_timestamp")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl), typeof(CallConvSuppressGCTransition)])]
    public static unsafe partial long Timestamp(NativeRecord* record, out int type);

    /// <summary>The record's headers, which live as long as the record. Not 0 when it has none.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_message_headers")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static unsafe partial int Headers(NativeRecord* record, out nint headers);

    /// <summary>The header at an index; not 0 behind the last.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_header_get_all")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static unsafe partial int Header(nint headers, nuint index, out nint name, out byte* value, out nuint length);
}
