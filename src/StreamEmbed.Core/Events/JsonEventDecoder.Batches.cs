using System.Text.Unicode;
using StreamEmbed.Records;

namespace StreamEmbed.Events;

/// <summary>Decoding the records of a batch in turn.</summary>
public sealed partial class JsonEventDecoder
{
    // Records between two stations of reading ahead: what they take covers the wait for memory.
    private const int Distance = 8;

    // What is known of a record stands at its index, modulo the length.
    private readonly RecordAhead[] _ahead = new RecordAhead[4 * Distance];
    private RecordBatch? _batch;
    private int _next;

    /// <summary>Decodes a record of a batch: the same as for its value alone, but faster when they are taken in their order.</summary>
    /// <param name="records">The batch; it must not change between its first record and its last.</param>
    /// <param name="index">Which record.</param>
    /// <param name="clockMs">Now, Unix milliseconds; as in the other method.</param>
    /// <param name="e">The event, when accepted.</param>
    /// <param name="rejection">The reason, when rejected.</param>
    public DecodeOutcome Decode(RecordBatch records, int index, long clockMs, out ItemEvent e, out Rejection rejection)
    {
        if (index == 0 || index != _next || !ReferenceEquals(records, _batch))
        {
            Start(records, index);
        }

        ReadAhead(records, index + (2 * Distance));
        AskForStrings(records, index + Distance);
        _next = index + 1;
        var value = records.Value(index);
        ref readonly var known = ref Ahead(index);
        return known.IsRead
            ? Decode(known.Fields(value), known, records.TimestampMs(index), records.Position(index), clockMs, out e, out rejection)
            : Decode(value, records.TimestampMs(index), records.Position(index), clockMs, out e, out rejection);
    }

    private ref RecordAhead Ahead(int index) => ref _ahead[index % _ahead.Length];

    private void Start(RecordBatch records, int first)
    {
        _batch = records;
        for (var index = first; index < first + (2 * Distance); index++)
        {
            ReadAhead(records, index);
        }

        for (var index = first; index < first + Distance; index++)
        {
            AskForStrings(records, index);
        }
    }

    /// <summary>Reads the fields, if that is simple, and asks for the places of their ids.</summary>
    private void ReadAhead(RecordBatch records, int index)
    {
        if (index >= records.Count)
        {
            return;
        }

        ref var ahead = ref Ahead(index);
        ahead = default;
        var value = records.Value(index);
        if (value.IsEmpty || value.Length > _options.MaxValueBytes || !Utf8.IsValid(value) || !FlatJsonReader.TryRead(value, _names, out var fields))
        {
            return;
        }

        ahead.IsRead = true;
        ahead.Note(value, fields);
        ahead.UserHash = Expect(fields.User, _users);
        ahead.ItemHash = Expect(fields.Item, _items);
    }

    private static uint Expect(JsonScalar id, IdStrings known)
    {
        if (id.IsAbsent || !id.TryPlainText(out var utf8))
        {
            return 0;
        }

        var hash = IdStrings.HashOf(utf8);
        known.Prefetch(hash);
        return hash;
    }

    private void AskForStrings(RecordBatch records, int index)
    {
        if (index >= records.Count)
        {
            return;
        }

        ref readonly var ahead = ref Ahead(index);
        if (ahead.UserHash != 0)
        {
            _users.PrefetchString(ahead.UserHash);
        }

        if (ahead.ItemHash != 0)
        {
            _items.PrefetchString(ahead.ItemHash);
        }
    }
}
