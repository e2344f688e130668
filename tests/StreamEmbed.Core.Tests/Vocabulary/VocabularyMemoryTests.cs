using System.Globalization;
using StreamEmbed.Randomness;
using StreamEmbed.TestKit.Memory;

namespace StreamEmbed.Vocabulary;

public sealed class VocabularyMemoryTests
{
    [Fact]
    public void Add_MovesAFewEntries_HoweverManyThereAre()
    {
        var vocabulary = new ItemVocabulary();
        var most = 0L;
        for (var i = 0; i < 300_000; i++)
        {
            var moved = vocabulary.Ids.Moved;
            vocabulary.Add(Id(i));
            most = Math.Max(most, vocabulary.Ids.Moved - moved);
        }

        // A bucket has 15 ids on average before it is split, at most; Poisson's law puts 64 of them beyond reach (10⁻¹⁹ a split).
        Assert.InRange(vocabulary.Index.MostMoved, 8, 64);
        Assert.Equal(0, most);
    }

    [Fact]
    public void Add_MovesAFewEntries_WhileOtherIdsGo()
    {
        var (vocabulary, random) = (new ItemVocabulary(), new SeededRandom(1));
        var most = 0L;
        for (var i = 0; i < 200_000; i++)
        {
            var moved = vocabulary.Ids.Moved;
            vocabulary.Add(Id(i));
            most = Math.Max(most, vocabulary.Ids.Moved - moved);
            if (vocabulary.Count > 20_000)
            {
                vocabulary.Remove(vocabulary.LiveRow(random.NextInt(vocabulary.Count)));
            }
        }

        Assert.InRange(most, 1, IdArena.VisitedPerId);
        Assert.InRange(vocabulary.Index.MostMoved, 8, 64);
    }

    [Fact]
    public void Memory_FollowsTheItemsHeld_WhenMillionsOfIdsOfChangingLengthCameAndWent()
    {
        var (vocabulary, random) = (new ItemVocabulary(), new SeededRandom(2));
        var next = 0;
        foreach (var length in (int[])[8, 40, 12, 90, 8, 25])
        {
            for (var i = 0; i < 100_000; i++)
            {
                vocabulary.Add(Id(next++).PadRight(length, 'x'));
                if (vocabulary.Count > 20_000)
                {
                    vocabulary.Remove(vocabulary.LiveRow(random.NextInt(vocabulary.Count)));
                }
            }
        }

        // The longest 20,000 were 96 bytes each, and a fifth of the arena may be dead; 20,000 ids need 2,667 buckets of 64 bytes, and some more.
        Assert.InRange(vocabulary.Ids.Bytes, vocabulary.Ids.LiveBytes, (20_000 * 96 / 0.8) + (4 * 131_072));
        Assert.InRange(vocabulary.Index.Bytes, 20_000 * 8, 20_000 * 16);
        Assert.InRange(vocabulary.RowLimit, 20_000, 20_001);
        for (var i = 0; i < vocabulary.Count; i++)
        {
            var row = vocabulary.LiveRow(i);
            Assert.Equal(row, vocabulary.Find(vocabulary.IdOf(row)));
        }
    }

    [Fact]
    public void Memory_IsGivenToNewIds_WhenAllHaveGone()
    {
        var vocabulary = new ItemVocabulary();
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 20_000; i++)
            {
                vocabulary.Add(string.Create(CultureInfo.InvariantCulture, $"{round}-{i}"));
            }

            while (vocabulary.Count > 0)
            {
                vocabulary.Remove(vocabulary.LiveRow(0));
            }
        }

        Assert.Equal(0, vocabulary.Ids.LiveBytes);
        Assert.InRange(vocabulary.Ids.Bytes, 1, 20_000 * 16 * 2);
    }

    [Fact]
    public void Add_HoldsLongIds_AndRefusesLongerOnes()
    {
        var vocabulary = new ItemVocabulary();
        string[] ids = [new('a', 65_534), new('a', 65_535), new('a', 65_536), new('a', IdArena.LongestId)];
        var rows = Array.ConvertAll(ids, id => vocabulary.Add(id));

        Assert.Equal(rows, ids.Select(id => vocabulary.Find(id)));
        Assert.Equal(ids, rows.Select(vocabulary.IdOf));
        Assert.Contains("100001", Assert.Throws<ArgumentException>(() => vocabulary.Add(new string('a', 100_001))).Message, StringComparison.Ordinal);
        Assert.Equal((4, 4), (vocabulary.Count, vocabulary.RowLimit));
    }

    [Fact]
    public void Find_AllocatesNothing()
    {
        var vocabulary = new ItemVocabulary();
        string[] ids = [.. Enumerable.Range(0, 1_000).Select(Id), "é😀", "\ud800"];
        Array.ForEach(ids, id => vocabulary.Add(id));
        var items = Array.ConvertAll(ids, id => new Events.ItemId(id));
        var rows = new int[items.Length];
        vocabulary.FindAll(items, rows);

        Assert.Equal(Enumerable.Range(0, items.Length), rows);
        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            vocabulary.FindAll(items, rows);
            foreach (var id in ids)
            {
                vocabulary.Find(id);
            }
        }));
    }

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);
}
