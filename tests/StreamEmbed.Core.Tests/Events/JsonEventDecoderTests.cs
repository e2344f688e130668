using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Records;
using StreamEmbed.TestKit.Memory;

namespace StreamEmbed.Core.Tests.Events;

public sealed class JsonEventDecoderTests
{
    private const long Clock = 1_700_000_000_000;
    private const long RecordTime = Clock - 5_000;
    private static readonly SourcePosition Position = new(3, 41);

    [Theory]
    [InlineData("""{"user_id":"u1","item_id":"i9","timestamp":1699999999000,"event_type":"click"}""")]
    [InlineData("""  { "event_type" : "view", "item_id" : "i9", "timestamp" : 1.699999999E12, "user_id" : "u1" }  """)]
    [InlineData("""{"user_id":"u1","item_id":"i9","timestamp":"2023-11-14T22:13:19Z"}""")]
    [InlineData("""{"user_id":"u1","item_id":"i9","timestamp":"2023-11-14T22:13:19"}""")]
    [InlineData("""{"user_id":"u1","item_id":"i9","timestamp":"2023-11-15T00:13:19.000+02:00","event_type":null}""")]
    [InlineData("""{"user_id":"\u0075\u0031","\u0069tem_id":"\u00699","timestamp":1699999999000,"event_type":"cl\u0069ck"}""")]
    [InlineData("""{"user_id":"u0","user_id":"u1","item_id":[],"item_id":"i9","timestamp":"","timestamp":1699999999000}""")]
    [InlineData("""{"x":{"user_id":"no","y":[1,{"item_id":"no"}]},"user_id":"u1","item_id":"i9","timestamp":1699999999000,"z":[]}""")]
    public void Decode_ReadsTheEvent_WhenItIsWellFormed(string json)
    {
        var outcome = Decode(json, out var e, out _);

        Assert.Equal(DecodeOutcome.Accepted, outcome);
        Assert.Equal(new ItemEvent(new UserId("u1"), new ItemId("i9"), 1_699_999_999_000, 1, Position, TimeSource.Value), e);
    }

    [Theory]
    [InlineData("""{"user_id":42,"item_id":-7}""", "42", "-7")]
    [InlineData("""{"user_id":123456789012345678901234567890,"item_id":0}""", "123456789012345678901234567890", "0")]
    [InlineData("""{"user_id":"Zoë","item_id":"\ud83d\ude00"}""", "Zoë", "\U0001F600")]
    [InlineData("""{"user_id":" ","item_id":"a\"b"}""", " ", "a\"b")]
    public void Decode_TakesIdsAsTheyStand_WhenTheyAreTextOrWholeNumbers(string json, string user, string item)
    {
        Assert.Equal(DecodeOutcome.Accepted, Decode(json, out var e, out _));
        Assert.Equal((user, item), (e.User.Value, e.Item.Value));
    }

    [Theory]
    [InlineData("""{"user_id":"u","item_id":"i"}""")]
    [InlineData("""{"user_id":"u","item_id":"i","timestamp":null}""")]
    public void Decode_TakesTheRecordsTime_WhenTheValueHasNone(string json)
    {
        Assert.Equal(DecodeOutcome.Accepted, Decode(json, out var e, out _));
        Assert.Equal((RecordTime, TimeSource.Record), (e.TimeMs, e.TimeSource));
    }

    [Theory]
    [InlineData(RejectReason.InvalidJson, "{\"user_id\":\"u\",\"item_id\":\"i\"")]
    [InlineData(RejectReason.InvalidJson, "{\"user_id\":\"u\",\"item_id\":\"i\"} x")]
    [InlineData(RejectReason.InvalidJson, "{\"user_id\":\"u\",\"item_id\":\"i\"}{}")]
    [InlineData(RejectReason.InvalidJson, "{\"user_id\":\"u\",\"item_id\":\"i\",}")]
    [InlineData(RejectReason.InvalidJson, "{'user_id':'u'}")]
    [InlineData(RejectReason.InvalidJson, "[\"u\",\"i\"]")]
    [InlineData(RejectReason.InvalidJson, "nul")]
    [InlineData(RejectReason.InvalidJson, "\"text\"")]
    [InlineData(RejectReason.InvalidJson, " ")]
    [InlineData(RejectReason.InvalidJson, "{\"user_id\":\"\\ud800\",\"item_id\":\"i\"}")]
    [InlineData(RejectReason.InvalidJson, "{\"user_id\":\"u\",\"item_id\":\"\\udc00x\"}")]
    [InlineData(RejectReason.InvalidJson, "{\"\\ud800ser_id\":\"u\",\"item_id\":\"i\"}")]
    [InlineData(RejectReason.MissingUser, "{\"item_id\":\"i\"}")]
    [InlineData(RejectReason.MissingUser, "{\"user_id\":null,\"item_id\":\"i\"}")]
    [InlineData(RejectReason.MissingUser, "{\"user_id\":\"u\",\"item_id\":\"i\",\"user_id\":null}")]
    [InlineData(RejectReason.MissingUser, "{}")]
    [InlineData(RejectReason.EmptyUser, "{\"user_id\":\"\",\"item_id\":\"i\"}")]
    [InlineData(RejectReason.MissingItem, "{\"user_id\":\"u\"}")]
    [InlineData(RejectReason.EmptyItem, "{\"user_id\":\"u\",\"item_id\":\"\"}")]
    [InlineData(RejectReason.WrongType, "{\"user_id\":[\"u\"],\"item_id\":\"i\"}")]
    [InlineData(RejectReason.WrongType, "{\"user_id\":true,\"item_id\":\"i\"}")]
    [InlineData(RejectReason.WrongType, "{\"user_id\":\"u\",\"item_id\":1.5}")]
    [InlineData(RejectReason.WrongType, "{\"user_id\":\"u\",\"item_id\":1e3}")]
    [InlineData(RejectReason.WrongType, "{\"user_id\":\"u\",\"item_id\":{\"id\":1}}")]
    [InlineData(RejectReason.WrongType, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":false}")]
    [InlineData(RejectReason.WrongType, "{\"user_id\":\"u\",\"item_id\":\"i\",\"event_type\":1}")]
    [InlineData(RejectReason.InvalidTime, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":\"yesterday\"}")]
    [InlineData(RejectReason.InvalidTime, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":\"\"}")]
    [InlineData(RejectReason.InvalidTime, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":\"\\ud800\"}")]
    [InlineData(RejectReason.InvalidTime, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":\"2023-02-30T00:00:00Z\"}")]
    [InlineData(RejectReason.InvalidTime, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":1699999999000.5}")]
    [InlineData(RejectReason.InvalidTime, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":1e999}")]
    [InlineData(RejectReason.TooOld, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":1699999999}")]
    [InlineData(RejectReason.TooOld, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":\"1999-12-31T23:59:59.999Z\"}")]
    [InlineData(RejectReason.TooOld, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":-1e300}")]
    [InlineData(RejectReason.TooFarAhead, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":1700000595001}")]
    [InlineData(RejectReason.TooFarAhead, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":1e300}")]
    [InlineData(RejectReason.TooFarAhead, "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":99999999999999999999}")]
    [InlineData(RejectReason.UnknownEventType, "{\"user_id\":\"u\",\"item_id\":\"i\",\"event_type\":\"clack\"}")]
    [InlineData(RejectReason.UnknownEventType, "{\"user_id\":\"u\",\"item_id\":\"i\",\"event_type\":\"\"}")]
    [InlineData(RejectReason.UnknownEventType, "{\"event_type\":\"login\"}")]
    public void Decode_RejectsWithTheReason_WhenTheEventCannotBeUsed(RejectReason reason, string json)
    {
        var outcome = Decode(json, out var e, out var rejection);

        Assert.Equal((DecodeOutcome.Rejected, reason), (outcome, rejection.Reason));
        Assert.Equal(default, e);
    }

    [Theory]
    [InlineData("{\"item_id\":\"i\"}", "Field 'user_id' is missing.")]
    [InlineData("{\"user_id\":\"u\",\"item_id\":[]}", "Field 'item_id' must be a string or a whole number.")]
    [InlineData("{\"user_id\":\"u\",\n\"item_id\":i}", "The value is not JSON: line 2, byte 11.")]
    [InlineData("{\"event_type\":\"clack\"}", "Field 'event_type' is \"clack\", which is not listed in Events:Types.")]
    [InlineData(
        "{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":12}",
        "Field 'timestamp' is 12 ms, before the year 2000; are these seconds?")]
    public void Decode_NamesTheField_WhenItRejects(string json, string detail)
    {
        Decode(json, out _, out var rejection);

        Assert.Equal(detail, rejection.Detail);
    }

    [Fact]
    public void Decode_RejectsEmptyAndLargeValues_WithoutReadingThem()
    {
        var options = new EventOptions { MaxValueBytes = 100 };

        Assert.Equal(DecodeOutcome.Rejected, Decode([], options, out var empty));
        Assert.Equal(DecodeOutcome.Rejected, Decode(new byte[101], options, out var large));
        Assert.Equal(DecodeOutcome.Rejected, Decode(new byte[100], options, out var broken));

        Assert.Equal(RejectReason.EmptyValue, empty.Reason);
        Assert.Equal(RejectReason.ValueTooLarge, large.Reason);
        Assert.Equal(RejectReason.InvalidJson, broken.Reason);
    }

    [Fact]
    public void Decode_RejectsBytesThatAreNotUtf8_EvenInFieldsThatAreSkipped()
    {
        byte[] json = [.. "{\"user_id\":\"u\",\"item_id\":\"i\",\"note\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.Equal(DecodeOutcome.Rejected, Decode(json, new EventOptions(), out var rejection));
        Assert.Equal(new Rejection(RejectReason.InvalidJson, "The value is not UTF-8."), rejection);
    }

    [Theory]
    [InlineData("é", 256, DecodeOutcome.Accepted)]
    [InlineData("é", 257, DecodeOutcome.Rejected)]
    [InlineData("\\u00e9", 256, DecodeOutcome.Accepted)]
    [InlineData("\\u00e9", 257, DecodeOutcome.Rejected)]
    [InlineData("\\u0061", 512, DecodeOutcome.Accepted)]
    [InlineData("\\u0061", 513, DecodeOutcome.Rejected)]
    [InlineData("7", 512, DecodeOutcome.Accepted)]
    [InlineData("7", 513, DecodeOutcome.Rejected)]
    [InlineData("a", 100_000, DecodeOutcome.Rejected)]
    public void Decode_CountsIdsInUtf8Bytes_WhateverTheWayTheyAreWritten(string unit, int times, DecodeOutcome expected)
    {
        var id = string.Concat(Enumerable.Repeat(unit, times));
        var quoted = unit == "7" ? id : $"\"{id}\"";

        var asUser = Decode($$"""{"user_id":{{quoted}},"item_id":"i"}""", out _, out var user);
        var asItem = Decode($$"""{"user_id":"u","item_id":{{quoted}}}""", out _, out var item);

        Assert.Equal((expected, expected), (asUser, asItem));
        if (expected == DecodeOutcome.Rejected)
        {
            Assert.Equal((RejectReason.UserTooLong, RejectReason.ItemTooLong), (user.Reason, item.Reason));
        }
    }

    [Fact]
    public void Decode_UsesTheNamesAndWeightsOfTheOptions()
    {
        var options = new EventOptions
        {
            UserField = "visitor",
            ItemField = "sku",
            TimestampField = "at",
            TypeField = "kind",
            Types = new Dictionary<string, float> { ["buy"] = 2.5f, ["seen"] = 0 },
        };
        var decoder = new JsonEventDecoder(options);

        var buy = decoder.Decode(
            """{"visitor":"v","sku":"s","at":1699999999000,"kind":"buy","user_id":7}"""u8, -1, Position, Clock, out var e, out _);
        var seen = decoder.Decode("""{"kind":"seen"}"""u8, -1, Position, Clock, out var none, out _);

        Assert.Equal((DecodeOutcome.Accepted, DecodeOutcome.Ignored), (buy, seen));
        Assert.Equal(new ItemEvent(new UserId("v"), new ItemId("s"), 1_699_999_999_000, 2.5f, Position), e);
        Assert.Equal(default, none);
    }

    [Theory]
    [InlineData(-1, RejectReason.InvalidTime)]
    [InlineData(0, RejectReason.TooOld)]
    [InlineData(JsonEventDecoder.EarliestTimeMs - 1, RejectReason.TooOld)]
    [InlineData(Clock + 600_001, RejectReason.TooFarAhead)]
    public void Decode_HoldsTheRecordsTimeToTheSameBounds(long recordTimeMs, RejectReason reason)
    {
        var outcome = new JsonEventDecoder(new EventOptions()).Decode(
            """{"user_id":"u","item_id":"i"}"""u8, recordTimeMs, Position, Clock, out _, out var rejection);

        Assert.Equal((DecodeOutcome.Rejected, reason), (outcome, rejection.Reason));
    }

    [Fact]
    public void Decode_AcceptsBothBoundsOfTime()
    {
        var atLeast = Decode($$"""{"user_id":"u","item_id":"i","timestamp":{{JsonEventDecoder.EarliestTimeMs}}}""", out _, out _);
        var atMost = Decode($$"""{"user_id":"u","item_id":"i","timestamp":{{RecordTime + 600_000}}}""", out _, out _);

        Assert.Equal((DecodeOutcome.Accepted, DecodeOutcome.Accepted), (atLeast, atMost));
    }

    /// <summary>Each record is read twice, as after a restart: now and a day later.</summary>
    [Theory]
    [InlineData("an event of now", -5, -6, "accepted")]
    [InlineData("old events sent again now", -5, -900_000_000, "accepted")]
    [InlineData("a mirrored topic: both are old", -900_000_000, -900_000_001, "accepted")]
    [InlineData("a mirrored topic with an event of the future as it was then", -900_000_000, -899_399_999, "rejected")]
    [InlineData("an event of the future", -5, 600_000, "rejected")]
    [InlineData("the broker's clock is ahead of ours", 300_000, 300_005, "accepted")]
    [InlineData("the broker's clock is ahead of ours, and the event of it", 300_000, 900_001, "rejected")]
    [InlineData("the broker's clock is ahead of ours, and the event a little", 300_000, 900_000, "accepted")]
    public void Decode_JudgesTheSameAgain_WheneverTheRecordIsRead(string what, long recordMs, long eventMs, string verdict)
    {
        var value = Encoding.UTF8.GetBytes($$"""{"user_id":"u","item_id":"i","timestamp":{{Clock + eventMs}}}""");
        foreach (var laterMs in new[] { 0, 1, 1_000, 700_000, 86_400_000 })
        {
            var outcome = new JsonEventDecoder(new EventOptions()).Decode(value, Clock + recordMs, Position, Clock + laterMs, out _, out var rejection);

            Assert.Equal((what, laterMs, verdict == "accepted"), (what, laterMs, outcome == DecodeOutcome.Accepted));
            Assert.True(outcome == DecodeOutcome.Accepted || rejection.Reason == RejectReason.TooFarAhead);
        }
    }

    [Theory]
    [InlineData("none", -1)]
    [InlineData("zero", 0)]
    [InlineData("a producer whose clock is a day ahead", Clock + 86_400_000)]
    public void Decode_JudgesByTheClock_WhenTheRecordsTimeIsNotBelievable(string what, long recordTimeMs)
    {
        var now = Judged(Clock + 600_000, recordTimeMs, out _);
        var future = Judged(Clock + 600_001, recordTimeMs, out var rejection);

        Assert.Equal((what, DecodeOutcome.Accepted, DecodeOutcome.Rejected), (what, now, future));
        Assert.Equal("Field 'timestamp' is 600001 ms ahead of the clock.", rejection.Detail);
    }

    [Fact]
    public void Decode_SaysWhatItWasComparedWith_WhenAnEventIsAheadOfItsRecord()
    {
        Judged(Clock - 100_000, Clock - 700_001, out var rejection);

        Assert.Equal("Field 'timestamp' is 600001 ms ahead of the record's own time.", rejection.Detail);
    }

    [Fact]
    public void Decode_AllocatesNothing_WhenTheIdsWereSeenBefore()
    {
        var options = new EventOptions { Types = new Dictionary<string, float> { ["click"] = 1, ["seen"] = 0 } };
        var decoder = new JsonEventDecoder(options);
        var click = """{"user_id":"user-123","item_id":"item-4567","timestamp":"2023-11-14T22:13:19Z","event_type":"click"}""";
        var seen = """{"user_id":"user-123","item_id":"item-4567","timestamp":1699999999000,"event_type":"seen"}""";

        Assert.Equal((0, 0), (AllocatedBy(decoder, click), AllocatedBy(decoder, seen)));
    }

    private static DecodeOutcome Judged(long eventMs, long recordTimeMs, out Rejection rejection) =>
        new JsonEventDecoder(new EventOptions()).Decode(
            Encoding.UTF8.GetBytes($$"""{"user_id":"u","item_id":"i","timestamp":{{eventMs}}}"""), recordTimeMs, Position, Clock, out _, out rejection);

    private static long AllocatedBy(JsonEventDecoder decoder, string json)
    {
        var value = Encoding.UTF8.GetBytes(json);
        var batch = new RecordBatch();
        for (var i = 0; i < 50; i++)
        {
            batch.Add(Position, RecordTime, [], false, value, true);
        }

        return AllocatedBytes.LeastOf(() =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                decoder.Decode(batch, i, Clock, out _, out _);
            }
        });
    }

    private static DecodeOutcome Decode(string json, out ItemEvent e, out Rejection rejection) =>
        new JsonEventDecoder(new EventOptions()).Decode(Encoding.UTF8.GetBytes(json), RecordTime, Position, Clock, out e, out rejection);

    private static DecodeOutcome Decode(ReadOnlySpan<byte> value, EventOptions options, out Rejection rejection) =>
        new JsonEventDecoder(options).Decode(value, RecordTime, Position, Clock, out _, out rejection);
}
