using StreamEmbed.Client.Tables;
using StreamEmbed.TestKit.Memory;

namespace StreamEmbed.Client.Tests.Tables;

public sealed class RowTableTests
{
    private sealed record Row(string Id, int Value);

    [Fact]
    public void Freeze_IsNotDisturbed_WhenTheTableGoesOn()
    {
        var table = new RowTable<Row>(row => row.Id);
        table.Put(new Row("a", 1));
        table.Put(new Row("b", 1));
        var frozen = table.Freeze();

        table.Put(new Row("a", 2));
        table.Remove("b");
        table.Put(new Row("c", 1));

        Assert.Equal(1, frozen.Find("a")!.Value);
        Assert.NotNull(frozen.Find("b"));
        Assert.Null(frozen.Find("c"));
        Assert.Equal(2, frozen.Rows.Length);
    }

    [Fact]
    public void Put_And_Remove_ReturnWhatWasThere()
    {
        var table = new RowTable<Row>(row => row.Id);

        Assert.Null(table.Put(new Row("a", 1)));
        Assert.Equal(1, table.Put(new Row("a", 2))!.Value);
        Assert.Null(table.Remove("b"));
        Assert.Equal(2, table.Remove("a")!.Value);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void EveryCopy_IsWhatADictionaryWasAtThatTime_AfterRandomChanges()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var ids = random.Next(2, 5000);
            var table = new RowTable<Row>(row => row.Id);
            var expected = new Dictionary<string, Row>(StringComparer.Ordinal);
            var copies = new List<(FrozenTable<Row> Copy, Dictionary<string, Row> Expected)>();
            for (var step = 0; step < 10_000; step++)
            {
                var id = "i" + random.Next(ids);
                if (random.Next(3) == 0)
                {
                    Assert.Equal(expected.Remove(id), table.Remove(id) is not null);
                }
                else
                {
                    expected[id] = new Row(id, step);
                    table.Put(expected[id]);
                }

                if (random.Next(500) == 0)
                {
                    copies.Add((table.Freeze(), new(expected, StringComparer.Ordinal)));
                }
            }

            copies.Add((table.Freeze(), expected));
            foreach (var (copy, then) in copies)
            {
                var rows = Enumerable.Range(0, copy.Rows.PageCount).SelectMany(page => copy.Rows.Page(page).ToArray()).ToList();
                Assert.True(rows.Count == then.Count && rows.TrueForAll(row => then[row.Id] == row), $"seed {seed}: rows differ");
                Assert.True(
                    Enumerable.Range(0, ids).All(i => copy.Find("i" + i) == then.GetValueOrDefault("i" + i)), $"seed {seed}: look-ups differ");
            }
        }
    }

    [Fact]
    public void Freeze_CopiesOnlyWhatChanged()
    {
        var table = new RowTable<Row>(row => row.Id);
        for (var i = 0; i < 100_000; i++)
        {
            table.Put(new Row("i" + i, 0));
        }

        table.Freeze();
        var changed = new Row("i77", 1);
        var allocated = AllocatedBytes.LeastOf(() =>
        {
            table.Put(changed);
            table.Freeze();
        });

        Assert.Equal(1, table.Freeze().Find("i77")!.Value);
        // One page of rows, and the two lists of pages: 100,000 and 16,384 entries over 256.
        Assert.InRange(allocated, 1, 8 * (256 + (100_000 / 256) + (16_384 / 256)) + 500);
    }
}
