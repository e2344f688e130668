using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using StreamEmbed.Events;
using StreamEmbed.Records;

namespace StreamEmbed.Core.Tests.Events;

/// <summary>Whatever the bytes are: no exception, exactly one outcome, and broken JSON is never an event.</summary>
public sealed class JsonEventDecoderFuzzTests
{
    private const int Rounds = 60_000;
    private const long Clock = 1_700_000_000_000;

    private static readonly string[] Seeds =
    [
        """{"user_id":"u1","item_id":"i9","timestamp":1699999999000,"event_type":"click"}""",
        """{"user_id":"\u0075\ud83d\ude00","item_id":42,"timestamp":"2023-11-14T22:13:19.123+02:00","event_type":"seen"}""",
        """{"a":[1,2,{"b":null}],"item_id":"Zoë","user_id":"u","event_type":null,"timestamp":1.699999999E12}""",
        """{"user_id":"","item_id":null,"timestamp":-1,"event_type":"clack"}""",
        """{"user_id":"u","item_id":"","timestamp":2700000000000}""",
        """{"item_id":7,"timestamp":2700000000000,"user_id":"u"}""",
    ];

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", "\"", ",", ":", "\\", "\\u", "\\ud800", "null", "true", "1e999", "-", "0", "\0", "\"user_id\"", "\"item_id\":"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Decode_GivesExactlyOneOutcome_WhateverTheBytes(int seed)
    {
        var random = new Random(seed);
        var options = new EventOptions
        {
            MaxIdBytes = 32,
            MaxValueBytes = 256,
            Types = new Dictionary<string, float> { ["click"] = 1, ["seen"] = 0 },
        };
        var decoder = new JsonEventDecoder(options);
        var seen = new HashSet<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var value = round % 4 == 0 ? RandomBytes(random) : Mutated(random);

            var outcome = decoder.Decode(value, Clock, new SourcePosition(1, round), Clock, out var e, out var rejection);

            var shown = $"seed {seed}, round {round}: {Convert.ToHexString(value)} gave {outcome} {rejection}";
            Assert.True(IsWhole(outcome, e, rejection, options), shown);
            Assert.True(IsJsonObject(value) || outcome == DecodeOutcome.Rejected, shown);
            seen.Add(outcome == DecodeOutcome.Rejected ? rejection.Reason.ToString() : outcome.ToString());
        }

        // The mutations must reach every corner, or the test proves little.
        string[] all = ["Accepted", "Ignored", .. Enum.GetNames<RejectReason>()];
        Assert.Empty(all.Except(seen));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void FlatJsonReader_FindsWhatTheGeneralReaderFinds_WheneverItReads(int seed)
    {
        var random = new Random(seed);
        var names = new EventFieldNames(new EventOptions());
        var read = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var value = Mutated(random);
            if (!Utf8.IsValid(value) || !FlatJsonReader.TryRead(value, names, out var flat))
            {
                continue;
            }

            read++;
            Assert.True(JsonObjectReader.TryRead(value, names, out var general), $"{Convert.ToHexString(value)} is no object.");
            Assert.True(
                flat.User.Token.SequenceEqual(general.User.Token) && flat.Item.Token.SequenceEqual(general.Item.Token)
                && flat.Time.Token.SequenceEqual(general.Time.Token) && flat.Type.Token.SequenceEqual(general.Type.Token),
                $"{Convert.ToHexString(value)} was read differently.");
        }

        // Four of the six seeds are of the simple form, and a quarter of the mutations changes nothing.
        Assert.InRange(read, Rounds / 6, Rounds);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Decode_GivesTheSame_WhetherABatchIsReadAheadOrNot(int seed)
    {
        var random = new Random(seed);
        var options = new EventOptions { MaxIdBytes = 32, MaxValueBytes = 256, Types = new Dictionary<string, float> { ["click"] = 1, ["seen"] = 0 } };
        var (alone, ahead) = (new JsonEventDecoder(options), new JsonEventDecoder(options));
        var (batch, other) = (new RecordBatch(), new RecordBatch());
        for (var (round, decoded) = (0, 0); decoded < Rounds / 2; round++)
        {
            (batch, other) = (other, batch);
            batch.Clear();
            for (var size = random.Next(60); size > 0; size--)
            {
                var (value, position) = (Mutated(random), new SourcePosition(1, batch.Count));
                batch.Add(position, random.Next(3) == 0 ? -1 : Clock - 5, [], false, value, random.Next(20) > 0);
            }

            // In turn as a rule, and sometimes from anywhere.
            for (var index = round % 5 == 0 ? batch.Count / 2 : 0; index < batch.Count; index += round % 7 == 0 && index > 3 ? 2 : 1)
            {
                var expected = alone.Decode(batch.Value(index), batch.TimestampMs(index), batch.Position(index), Clock, out var e, out var rejection);
                var actual = ahead.Decode(batch, index, Clock, out var f, out var again);
                Assert.True((expected, e, rejection) == (actual, f, again), $"seed {seed}, round {round}, record {index}: {Convert.ToHexString(batch.Value(index))}");
                decoded++;
            }
        }
    }

    private static bool IsWhole(DecodeOutcome outcome, ItemEvent e, Rejection rejection, EventOptions options) => outcome switch
    {
        DecodeOutcome.Accepted => rejection == default && IsId(e.User.Value, options) && IsId(e.Item.Value, options)
            && e.TimeMs >= JsonEventDecoder.EarliestTimeMs && e.Weight > 0,
        DecodeOutcome.Ignored => rejection == default && e == default,
        DecodeOutcome.Rejected => e == default && Enum.IsDefined(rejection.Reason) && rejection.Detail.EndsWith('.') | rejection.Detail.EndsWith('?'),
        _ => false,
    };

    private static bool IsId(string id, EventOptions options) =>
        id.Length > 0 && Encoding.UTF8.GetByteCount(id) <= options.MaxIdBytes && !id.Any(c => c == '\uFFFD');

    private static bool IsJsonObject(byte[] value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(0, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutated(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]).ToList();
        for (var changes = random.Next(0, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at - 1));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.Slice(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next('0', 'z'), random.Next(1, 50)));
                    break;
            }
        }

        return [.. bytes];
    }
}
