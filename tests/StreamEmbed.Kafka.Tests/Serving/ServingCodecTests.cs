using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Serving;
using StreamEmbed.Users;

namespace StreamEmbed.Kafka.Tests.Serving;

/// <summary>Golden bytes of every kind of record: readers in other languages depend on them. Worked out by hand from the encoding rules of Protobuf.</summary>
public sealed class ServingCodecTests
{
    private static readonly ItemRow Item = new(new ItemId("i9"), [1f, -2.5f], Count: 300, LastSeenMs: 1_700_000_000_000);

    private static readonly UserVector User = new(
        new UserHistory(new UserId("u1"), [new ItemId("a"), new ItemId("b")], [1, 2], [1f, 0.5f]), [0.25f], ItemSnapshot: 7);

    private static readonly SnapshotMarker Marker = new()
    {
        Phase = MarkerPhase.End,
        Number = 2,
        Base = 1,
        Partition = 3,
        Partitions = 4,
        Dimension = 64,
        ModelId = "m",
        EventTimeMs = 5,
        Changed = 6,
        Removed = 7,
        Items = new RowTotals(8, 0x0102030405060708),
        Users = new RowTotals(9, 0xf1f2f3f4f5f6f7f8),
    };

    // 1: varint 5 · 2: 8 bytes of floats · 3: varint 300 · 4: varint 1700000000000.
    [Fact]
    public void Encode_ItemBytes() => Assert.Equal(
        "0805" + "12080000803f000020c0" + "18ac02" + "2080d095ffbc31",
        Hex(ServingCodec.Encode(Item, snapshot: 5)));

    // 1: varint 7 · 2: 4 bytes of floats · 3: {a, 1, 1.0} · 3: {b, 2, 0.5}.
    [Fact]
    public void Encode_UserBytes() => Assert.Equal(
        "0807" + "12040000803e" + "1a0a" + "0a0161" + "1001" + "1d0000803f" + "1a0a" + "0a0162" + "1002" + "1d0000003f",
        Hex(ServingCodec.Encode(User)));

    // Digests are fixed 64-bit numbers, little-endian.
    [Fact]
    public void Encode_MarkerBytes() => Assert.Equal(
        "0802" + "1002" + "1801" + "2003" + "2804" + "3040" + "3a016d" + "4005" + "4806" + "5007" + "5808" + "610807060504030201" + "6809" + "71f8f7f6f5f4f3f2f1",
        Hex(ServingCodec.Encode(Marker)));

    [Theory]
    [InlineData(MarkerPhase.Begin, "0801", "snapshot/begin")]
    [InlineData(MarkerPhase.End, "0802", "snapshot/end")]
    [InlineData(MarkerPhase.Users, "0803", "snapshot/users")]
    public void Encode_PhaseAndKey(MarkerPhase phase, string bytes, string key)
    {
        Assert.StartsWith(bytes, Hex(ServingCodec.Encode(Marker with { Phase = phase })), StringComparison.Ordinal);
        Assert.Equal(key, Encoding.UTF8.GetString(ServingKeys.Of(phase)));
    }

    [Fact]
    public void Keys_ArePrefixedUtf8()
    {
        Assert.Equal("item/größe"u8.ToArray(), ServingKeys.Of(new ItemId("größe")));
        Assert.Equal("user/größe"u8.ToArray(), ServingKeys.Of(new UserId("größe")));
    }

    [Fact]
    public void Decode_GivesBackWhatWasEncoded()
    {
        var item = Assert.IsType<ServingRecord.ItemChanged>(ServingCodec.Decode("item/i9"u8, ServingCodec.Encode(Item, 5)));
        Assert.Equal((5, Item.Item, Item.Count, Item.LastSeenMs), (item.Snapshot, item.Row.Item, item.Row.Count, item.Row.LastSeenMs));
        Assert.Equal(Item.Vector, item.Row.Vector);

        var user = Assert.IsType<ServingRecord.UserChanged>(ServingCodec.Decode("user/u1"u8, ServingCodec.Encode(User))).User;
        Assert.Equal((User.ItemSnapshot, User.History.User), (user.ItemSnapshot, user.History.User));
        Assert.Equal(User.Vector, user.Vector);
        Assert.Equal(User.History.Items, user.History.Items);
        Assert.Equal(User.History.TimesMs, user.History.TimesMs);
        Assert.Equal(User.History.Weights, user.History.Weights);

        Assert.Equal(new ServingRecord.Marked(Marker), ServingCodec.Decode("snapshot/end"u8, ServingCodec.Encode(Marker)));
    }

    [Fact]
    public void Decode_KeepsEveryBitOfAFloat()
    {
        float[] vector = [float.Epsilon, -0f, float.MaxValue, float.NaN, 1f / 3];
        var decoded = Assert.IsType<ServingRecord.ItemChanged>(ServingCodec.Decode("item/x"u8, ServingCodec.Encode(Item with { Vector = vector }, 1)));

        Assert.Equal(vector.Select(BitConverter.SingleToUInt32Bits), decoded.Row.Vector.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Decode_IsATombstone_WhenThereIsNoValue()
    {
        Assert.Equal(new ServingRecord.ItemRemoved(new ItemId("a/b")), ServingCodec.Decode("item/a/b"u8, null));
        Assert.Equal(new ServingRecord.UserRemoved(new UserId("u")), ServingCodec.Decode("user/u"u8, null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("item/")]
    [InlineData("neighbours/7")]
    public void Decode_IsNull_WhenTheKeyIsOfAnotherKind(string key) =>
        Assert.Null(ServingCodec.Decode(Encoding.UTF8.GetBytes(key), [1, 2, 3]));

    [Fact]
    public void Decode_IsNull_WhenAMarkerIsOfAPhaseOfTheFuture() => Assert.Null(ServingCodec.Decode("snapshot/x"u8, [0x08, 0x63]));

    [Theory]
    [InlineData("item/a", "0aff")]
    [InlineData("user/a", "ffffffffff")]
    [InlineData("snapshot/end", "10ffffffffffffffffff01")]
    public void Decode_Throws_WhenTheValueIsNotWhatTheKeySays(string key, string value) =>
        Assert.Throws<InvalidDataException>(() => ServingCodec.Decode(Encoding.UTF8.GetBytes(key), Convert.FromHexString(value + (key == "snapshot/end" ? "0802" : ""))));

    [Fact]
    public void PartitionOf_DependsOnTheWholeKey()
    {
        var apart = Enumerable.Range(0, 50).Count(i => ServingKeys.PartitionOf(new ItemId("x" + i), 7) != ServingKeys.PartitionOf(new UserId("x" + i), 7));
        Assert.InRange(apart, 25, 50);
        Assert.Equal(StreamEmbed.Records.Murmur2.Partition("item/i9"u8, 7), ServingKeys.PartitionOf(new ItemId("i9"), 7));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
