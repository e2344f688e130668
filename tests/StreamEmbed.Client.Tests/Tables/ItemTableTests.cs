using StreamEmbed.Client.Tables;
using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Memory;

namespace StreamEmbed.Client.Tests.Tables;

public sealed class ItemTableTests
{
    // Around where lengths take more bytes, and where an id fills a chunk of the arena.
    private static readonly int[] Lengths = [0, 1, 127, 128, 129, 16_383, 16_384, 65_532, 65_533, 65_534, 65_536, 200_000];

    [Fact]
    public void EveryCopy_IsWhatADictionaryWasAtThatTime_AfterRandomChanges()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var random = new Random(seed);
            var ids = random.Next(2, 3000);
            var table = new ItemTable(3);
            var expected = new Dictionary<string, ItemRow>(StringComparer.Ordinal);
            var copies = new List<(FrozenItems Copy, Dictionary<string, ItemRow> Expected)>();
            for (var step = 0; step < 8_000; step++)
            {
                var id = Id(random.Next(ids));
                if (random.Next(3) == 0)
                {
                    Assert.Equal(expected.Remove(id), table.Remove(id));
                }
                else
                {
                    expected[id] = new ItemRow(new ItemId(id), [step, random.NextSingle(), 1], Count: step * 5_000_000_000L, LastSeenMs: -step);
                    table.Put(expected[id]);
                }

                if (random.Next(500) == 0)
                {
                    copies.Add((table.Freeze(), new(expected, StringComparer.Ordinal)));
                }
            }

            copies.Add((table.Freeze(), expected));
            Assert.All(copies, copy => AssertHolds(copy.Copy, copy.Expected, Enumerable.Range(0, ids).Select(Id)));
            Assert.All(expected.Values, row => Assert.True(table.TryGetDigest(row.Item, out var digest) && digest == SnapshotDigest.OfRow(row.Item.Value, row.Vector)));
            Assert.False(table.TryGetDigest(new ItemId("none"), out _));
        }
    }

    [Fact]
    public void Find_KnowsIdsOfEveryLength()
    {
        var table = new ItemTable(1);
        string[] ids = [.. Lengths.Select(length => new string('x', length)), "ü", "商品", "\U0001F600"];
        for (var i = 0; i < ids.Length; i++)
        {
            table.Put(Views.Item(ids[i], i + 1));
        }

        var items = table.Freeze();
        for (var i = 0; i < ids.Length; i++)
        {
            var slot = items.Find(ids[i]);
            Assert.Equal([i + 1f], items.VectorOf(slot));
            Assert.Equal(ids[i], items.NameOf(slot));
        }
    }

    [Fact]
    public void Put_Throws_WhenTheVectorHasAnotherLength() =>
        Assert.Throws<ArgumentException>(() => new ItemTable(2).Put(Views.Item("a", 1)));

    [Fact]
    public void Freeze_CopiesOnlyWhatChanged()
    {
        const int Count = 50_000;
        const int Dimension = 16;
        var table = new ItemTable(Dimension);
        for (var i = 0; i < Count; i++)
        {
            table.Put(Views.Item("i" + i, new float[Dimension]));
        }

        table.Freeze();
        var changed = Views.Item("i77", [.. Enumerable.Range(0, Dimension).Select(d => 1f + d)]);
        var allocated = AllocatedBytes.LeastOf(() =>
        {
            table.Put(changed);
            table.Freeze();
        });

        Assert.Equal(changed.Vector, table.Freeze().VectorOf(table.Freeze().Find("i77")));
        // A page of rows and one of codes, what lists the pages around them, and the lists of those: a hundredth of the whole.
        Assert.InRange(allocated, 1, Count * Dimension * sizeof(float) / 100);
        Assert.Same(table.Freeze(), table.Freeze());
    }

    [Fact]
    public void Freeze_GivesUpIdsOfRemovedItems_WhenTheyAreTheMost()
    {
        var table = new ItemTable(1);
        for (var i = 0; i < 150_000; i++)
        {
            table.Put(Views.Item("item-" + i, i));
            table.Remove("item-" + (i - 100));
            if (i % 1000 == 0)
            {
                table.Freeze();
            }
        }

        // 100 live ids of 12 bytes; what is collected at a time is 1 MiB.
        Assert.InRange(table.IdBytes, 1_200, 1_100_000);
        Assert.Equal([149_950f], table.Freeze().VectorOf(table.Freeze().Find("item-149950")));
    }

    private static string Id(int number) => number % 7 == 0 ? $"ünï-{number}-{new string('x', number % 150)}" : "i" + number;

    private static void AssertHolds(FrozenItems copy, Dictionary<string, ItemRow> expected, IEnumerable<string> ids)
    {
        Assert.Equal(expected.Count, copy.Count);
        foreach (var id in ids)
        {
            var slot = copy.Find(id);
            Assert.Equal(expected.ContainsKey(id), slot >= 0);
            if (slot >= 0)
            {
                var (row, facts) = (expected[id], copy.FactsOf(slot));
                Assert.True(copy.NameOf(slot) == id && copy.VectorOf(slot).SequenceEqual(row.Vector), id);
                Assert.Equal((row.Count, row.LastSeenMs), (facts.Count, facts.LastSeenMs));
            }
        }
    }
}
