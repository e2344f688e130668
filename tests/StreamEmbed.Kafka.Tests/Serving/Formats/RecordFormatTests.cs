using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Kafka.Serving.Formats;
using StreamEmbed.Serving;
using StreamEmbed.Users;

namespace StreamEmbed.Kafka.Tests.Serving.Formats;

/// <summary>Golden bytes of every format: programs that we do not know read them.</summary>
public sealed class RecordFormatTests
{
    private static readonly ItemRow Item = new(new ItemId("größe \"9\""), [1f, -2.5f, 0.1f], Count: 300, LastSeenMs: 1_700_000_000_000);

    private static readonly UserVector User = new(
        new UserHistory(new UserId("u1"), [new ItemId("a"), new ItemId("b")], [1_700_000_000_000, 1_700_000_000_500], [1f, 0.5f]), [0.25f], ItemSnapshot: 7);

    [Fact]
    public void Json_Bytes()
    {
        var format = Format(ServingFormat.Json);

        Assert.Equal("application/json; format=json", format.ContentType);
        Assert.Equal("item/größe \"9\"", Text(format.KeyOf(Item.Item)));
        Assert.Equal("user/u1", Text(format.KeyOf(User.History.User)));
        Assert.Equal("""{"item_id":"größe \"9\"","snapshot":5,"vector":[1,-2.5,0.1],"count":300,"last_seen_ms":1700000000000}""", Text(format.Encode(Item, 5)));
        Assert.Equal(
            """{"user_id":"u1","item_snapshot":7,"vector":[0.25],"recent":[{"item":"a","time_ms":1700000000000,"weight":1},{"item":"b","time_ms":1700000000500,"weight":0.5}]}""",
            Text(format.Encode(User)));
    }

    [Fact]
    public void Json_HasNoRecentItems_WhenTheyAreLeftOut() => Assert.Equal(
        """{"user_id":"u1","item_snapshot":7,"vector":[0.25]}""",
        Text(RecordFormat.Of(new PublishingOptions { Format = ServingFormat.Json, RecentItems = false }).Encode(User)));

    // The UUIDs are those of Python's uuid.uuid5(uuid.UUID("af9dfc7c-acef-5736-8cfd-41120345e530"), "item/i9").
    [Fact]
    public void Qdrant_Bytes()
    {
        var format = RecordFormat.Of(new PublishingOptions { Format = ServingFormat.Qdrant, ItemsCollection = "shop" });
        var item = Item with { Item = new ItemId("i9") };
        var user = User with { History = User.History with { User = new UserId("größe") } };

        Assert.Equal("application/json; format=qdrant", format.ContentType);
        Assert.Equal("""{"collection_name":"shop","id":"cf0d5da5-188a-50be-8d85-8626c618fff0"}""", Text(format.KeyOf(item.Item)));
        Assert.Equal("""{"collection_name":"users","id":"df7d2966-e8e3-58ad-84a8-9f095ebf61d0"}""", Text(format.KeyOf(user.History.User)));
        Assert.Equal(
            """{"collection_name":"shop","id":"cf0d5da5-188a-50be-8d85-8626c618fff0","vector":[1,-2.5,0.1],"payload":{"item_id":"i9","snapshot":5,"count":300,"last_seen_ms":1700000000000}}""",
            Text(format.Encode(item, 5)));
        Assert.Equal(
            """{"collection_name":"users","id":"df7d2966-e8e3-58ad-84a8-9f095ebf61d0","vector":[0.25],"payload":{"user_id":"größe","item_snapshot":7,"last_seen_ms":1700000000500}}""",
            Text(format.Encode(user)));
    }

    [Fact]
    public void Flat_Bytes()
    {
        var format = RecordFormat.Of(new PublishingOptions { Format = ServingFormat.Flat, IdField = "pk", VectorField = "embedding", TimeField = "at" });

        Assert.Equal("application/json; format=flat", format.ContentType);
        Assert.Equal("""{"pk":"item/größe \"9\""}""", Text(format.KeyOf(Item.Item)));
        Assert.Equal("""{"pk":"user/u1"}""", Text(format.KeyOf(User.History.User)));
        Assert.Equal("""{"pk":"item/größe \"9\"","embedding":[1,-2.5,0.1],"at":"2023-11-14T22:13:20Z","snapshot":5}""", Text(format.Encode(Item, 5)));
        Assert.Equal("""{"pk":"user/u1","embedding":[0.25],"at":"2023-11-14T22:13:20.5Z","snapshot":7}""", Text(format.Encode(User)));
    }

    // 1: varint 5 · 3: varint 300 · 4: varint 1700000000000 · 5: {1: halves 1, -2.5} or {2: codes 51, -128 + …; 3: scale 2^-5}.
    [Theory]
    [InlineData(VectorType.Float16, "application/x-protobuf; vector=float16", "0805" + "18ac02" + "2080d095ffbc31" + "2a06" + "0a04003c00c1")]
    [InlineData(VectorType.Int8, "application/x-protobuf; vector=int8", "0805" + "18ac02" + "2080d095ffbc31" + "2a09" + "120220b0" + "1d0000003d")]
    public void Native_PackedBytes(VectorType type, string contentType, string bytes)
    {
        var format = RecordFormat.Of(new PublishingOptions { VectorType = type });

        Assert.Equal(contentType, format.ContentType);
        Assert.Equal(bytes, Convert.ToHexStringLower(format.Encode(Item with { Vector = [1f, -2.5f] }, 5)));
    }

    [Theory]
    [InlineData(VectorType.Float32)]
    [InlineData(VectorType.Float16)]
    [InlineData(VectorType.Int8)]
    public void Native_DecodesToTheRoundedVector(VectorType type)
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var scale = MathF.ScaleB(1, random.Next(-20, 10));
            float[] vector = [.. Enumerable.Range(0, 33).Select(_ => ((random.NextSingle() * 2) - 1) * scale)];
            var rounded = VectorRounding.Round(vector, type);

            var item = Assert.IsType<ServingRecord.ItemChanged>(ServingCodec.Decode("item/a"u8, ServingCodec.Encode(Item with { Vector = rounded }, 1, type)));
            var user = Assert.IsType<ServingRecord.UserChanged>(ServingCodec.Decode("user/a"u8, ServingCodec.Encode(User with { Vector = rounded }, type)));

            Assert.Equal(rounded, item.Row.Vector);
            Assert.Equal(rounded, user.User.Vector);
        }
    }

    [Theory]
    [InlineData(ServingFormat.Native, VectorType.Float32)]
    [InlineData(ServingFormat.Native, VectorType.Float16)]
    [InlineData(ServingFormat.Native, VectorType.Int8)]
    [InlineData(ServingFormat.Json, VectorType.Float32)]
    [InlineData(ServingFormat.Qdrant, VectorType.Float32)]
    [InlineData(ServingFormat.Flat, VectorType.Float32)]
    public void LargestRecord_IsNoLessThanTheWorst(ServingFormat kind, VectorType type)
    {
        const int dimension = 100, idBytes = 40, recent = 30;
        var options = new PublishingOptions { Format = kind, VectorType = type };
        var format = RecordFormat.Of(options);
        var id = new string('\u0001', idBytes);
        var vector = VectorRounding.Round([.. Enumerable.Repeat(-1.2345679E-38f, dimension)], type);
        var item = new ItemRow(new ItemId(id), vector, long.MaxValue, 253_402_300_799_999);
        var history = new UserHistory(
            new UserId(id),
            [.. Enumerable.Repeat(new ItemId(id), recent)],
            [.. Enumerable.Repeat(253_402_300_799_999, recent)],
            [.. Enumerable.Repeat(-1.2345679E-38f, recent)]);
        var user = new UserVector(history, vector, long.MaxValue);
        const int headers = 200;

        var bound = ServingRecordSize.Largest(options, dimension, idBytes, recent);

        Assert.InRange(format.KeyOf(item.Item).Length + format.Encode(item, long.MaxValue).Length + (kind == ServingFormat.Native ? 0 : headers + idBytes), 1, bound);
        Assert.InRange(format.KeyOf(history.User).Length + format.Encode(user).Length + (kind == ServingFormat.Native ? 0 : headers + idBytes), 1, bound);
    }

    private static RecordFormat Format(ServingFormat format) => RecordFormat.Of(new PublishingOptions { Format = format });

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
