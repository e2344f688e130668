using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace StreamEmbed.Events;

/// <summary>Turns the JSON value of a record into an event, or says why it is none.</summary>
/// <remarks>
/// <para>
/// Never throws, whatever the bytes are. Ids are strings, or integers, which are taken by their digits: <c>42</c> and
/// <c>"42"</c> are the same id. A field given twice counts as given last; unknown fields are skipped; <c>null</c> is absent.
/// </para>
/// <para>
/// When several things are wrong, the first of this order is named: value, JSON, type, user, item, time. The type comes before
/// the ids so that a topic may carry events without items, as long as their type has weight 0.
/// </para>
/// <para>
/// An event allocates the strings of ids that were not seen lately, no more: at most 262,144 items and 1,048,576 users are known by
/// their bytes. Waiting for the memory of so many takes longer than all the rest, so the records of a batch are read ahead
/// and that memory is asked for before their turn. Single owner.
/// </para>
/// </remarks>
public sealed partial class JsonEventDecoder
{
    /// <summary>2000-01-01T00:00:00Z. Online shops have no older clicks; seconds taken for milliseconds fall into 1970.</summary>
    public const long EarliestTimeMs = 946_684_800_000;

    /// <summary>A UTF-16 unit takes at most three bytes in UTF-8.</summary>
    private const int LongestInUtf8 = 3;

    private readonly EventOptions _options;
    private readonly EventFieldNames _names;
    private readonly IdStrings _items = new();
    private readonly IdStrings _users = new(1 << 20);
    private readonly (byte[] Name, float Weight)[] _types;

    public JsonEventDecoder(EventOptions options)
    {
        _options = options;
        _names = new EventFieldNames(options);
        _types = [.. options.Types.Select(type => (Encoding.UTF8.GetBytes(type.Key), type.Value))];
    }

    /// <summary>Decodes one record.</summary>
    /// <param name="value">The record's value; empty also for a null one.</param>
    /// <param name="recordTimeMs">The record's own time, Unix milliseconds; negative when it has none.</param>
    /// <param name="position">Where the record stands.</param>
    /// <param name="clockMs">Now, Unix milliseconds; bounds how far ahead an event may be whose record has no believable time.</param>
    /// <param name="e">The event, when accepted.</param>
    /// <param name="rejection">The reason, when rejected.</param>
    public DecodeOutcome Decode(
        ReadOnlySpan<byte> value,
        long recordTimeMs,
        SourcePosition position,
        long clockMs,
        out ItemEvent e,
        out Rejection rejection)
    {
        if (!TryRead(value, out var fields, out rejection))
        {
            e = default;
            return DecodeOutcome.Rejected;
        }

        return Decode(fields, default, recordTimeMs, position, clockMs, out e, out rejection);
    }

    private DecodeOutcome Decode(
        in EventFields fields,
        in RecordAhead known,
        long recordTimeMs,
        SourcePosition position,
        long clockMs,
        out ItemEvent e,
        out Rejection rejection)
    {
        e = default;
        if (!TryWeight(fields.Type, out var weight, out rejection))
        {
            return DecodeOutcome.Rejected;
        }

        if (weight == 0)
        {
            return DecodeOutcome.Ignored;
        }

        if (!TryId(fields.User, _users, known.UserHash, UserFaults, _options.UserField, out var user, out rejection)
            || !TryId(fields.Item, _items, known.ItemHash, ItemFaults, _options.ItemField, out var item, out rejection)
            || !TryTime(fields.Time, recordTimeMs, clockMs, out var timeMs, out var source, out rejection))
        {
            return DecodeOutcome.Rejected;
        }

        e = new ItemEvent(new UserId(user), new ItemId(item), timeMs, weight, position, source);
        return DecodeOutcome.Accepted;
    }

    private static IdFaults UserFaults => new(RejectReason.MissingUser, RejectReason.EmptyUser, RejectReason.UserTooLong);

    private static IdFaults ItemFaults => new(RejectReason.MissingItem, RejectReason.EmptyItem, RejectReason.ItemTooLong);

    private static bool Fault(RejectReason reason, string detail, out Rejection rejection)
    {
        rejection = new Rejection(reason, detail);
        return false;
    }

    private bool TryRead(ReadOnlySpan<byte> value, out EventFields fields, out Rejection rejection)
    {
        fields = default;
        rejection = default;
        if (value.IsEmpty)
        {
            return Fault(RejectReason.EmptyValue, "The record has no value.", out rejection);
        }

        if (value.Length > _options.MaxValueBytes)
        {
            return Fault(
                RejectReason.ValueTooLarge,
                $"The value has {value.Length} bytes, more than the {_options.MaxValueBytes} allowed.",
                out rejection);
        }

        // The JSON reader takes any bytes inside strings, so UTF-8 is checked once for the whole value.
        if (!Utf8.IsValid(value))
        {
            return Fault(RejectReason.InvalidJson, "The value is not UTF-8.", out rejection);
        }

        if (FlatJsonReader.TryRead(value, _names, out fields))
        {
            return true;
        }

        try
        {
            return JsonObjectReader.TryRead(value, _names, out fields)
                || Fault(RejectReason.InvalidJson, "The value is JSON, but not an object.", out rejection);
        }
        catch (JsonException broken)
        {
            return Fault(RejectReason.InvalidJson, $"The value is not JSON: line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}.", out rejection);
        }
        catch (InvalidOperationException)
        {
            // The reader's way to say that an escape in a field's name stands for half a surrogate pair.
            return Fault(RejectReason.InvalidJson, "The name of a field is not Unicode.", out rejection);
        }
    }

    private bool TryWeight(JsonScalar type, out float weight, out Rejection rejection)
    {
        weight = 1;
        rejection = default;
        if (type.IsAbsent)
        {
            return true;
        }

        if (!type.IsText)
        {
            return Fault(RejectReason.WrongType, $"Field '{_options.TypeField}' must be a string.", out rejection);
        }

        foreach (var (name, weightOfType) in _types)
        {
            if (type.TextEquals(name))
            {
                weight = weightOfType;
                return true;
            }
        }

        return Fault(
            RejectReason.UnknownEventType,
            $"Field '{_options.TypeField}' is {type.Shown}, which is not listed in Events:Types.",
            out rejection);
    }

    private bool TryId(
        JsonScalar value, IdStrings known, uint hash, IdFaults faults, string field, [NotNullWhen(true)] out string? id, out Rejection rejection)
    {
        id = null;
        rejection = default;
        if (value.IsAbsent)
        {
            return Fault(faults.Missing, $"Field '{field}' is missing.", out rejection);
        }

        if (!value.IsText && !value.IsInteger)
        {
            return Fault(RejectReason.WrongType, $"Field '{field}' must be a string or a whole number.", out rejection);
        }

        if (value.IsSurelyLongerThan(_options.MaxIdBytes))
        {
            return Fault(faults.TooLong, $"Field '{field}' is longer than {_options.MaxIdBytes} bytes.", out rejection);
        }

        if (value.TryPlainText(out var utf8))
        {
            // Not too long, as was seen above: a byte of the token is a byte of the text.
            id = known.Of(utf8, hash == 0 ? IdStrings.HashOf(utf8) : hash);
        }
        else if (!value.TryText(out id))
        {
            return Fault(RejectReason.InvalidJson, $"Field '{field}' is not Unicode.", out rejection);
        }

        if (id.Length == 0)
        {
            return Fault(faults.Empty, $"Field '{field}' is empty.", out rejection);
        }

        return id.Length <= _options.MaxIdBytes / LongestInUtf8 || Encoding.UTF8.GetByteCount(id) <= _options.MaxIdBytes
            || Fault(faults.TooLong, $"Field '{field}' is longer than {_options.MaxIdBytes} bytes.", out rejection);
    }

    private bool TryTime(
        JsonScalar value, long recordTimeMs, long clockMs, out long timeMs, out TimeSource source, out Rejection rejection)
    {
        rejection = default;
        source = value.IsAbsent ? TimeSource.Record : TimeSource.Value;
        timeMs = recordTimeMs;
        if (source == TimeSource.Record && recordTimeMs < 0)
        {
            return Fault(
                RejectReason.InvalidTime, $"Field '{_options.TimestampField}' is missing, and the record has no time either.", out rejection);
        }

        if (source == TimeSource.Value && !value.IsNumber && !value.IsText)
        {
            return Fault(RejectReason.WrongType, $"Field '{_options.TimestampField}' must be a whole number or a string.", out rejection);
        }

        if (source == TimeSource.Value && !(value.IsNumber ? value.TryInteger(out timeMs) : value.TryIsoTime(out timeMs)))
        {
            return Fault(
                RejectReason.InvalidTime,
                $"Field '{_options.TimestampField}' is {value.Shown}, which is neither whole Unix milliseconds nor ISO 8601.",
                out rejection);
        }

        if (timeMs < EarliestTimeMs)
        {
            return Fault(
                RejectReason.TooOld, $"{Named(source)} is {timeMs} ms, before the year 2000; are these seconds?", out rejection);
        }

        // By the record's own time where that is believable: then the verdict is the same whenever the log is read.
        var isJudgedByRecord = recordTimeMs >= EarliestTimeMs && recordTimeMs - clockMs <= _options.MaxSkew.TotalMilliseconds;
        var aheadMs = timeMs - (isJudgedByRecord ? recordTimeMs : clockMs);
        return aheadMs <= _options.MaxSkew.TotalMilliseconds
            || Fault(
                RejectReason.TooFarAhead,
                $"{Named(source)} is {aheadMs} ms ahead of {(isJudgedByRecord ? "the record's own time" : "the clock")}.",
                out rejection);
    }

    private string Named(TimeSource source) =>
        source == TimeSource.Value ? $"Field '{_options.TimestampField}'" : "The record's own time";

    private readonly record struct IdFaults(RejectReason Missing, RejectReason Empty, RejectReason TooLong);
}
