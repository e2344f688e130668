using StreamEmbed.Client.Search;
using StreamEmbed.Client.Tables;
using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Tests.Search;

/// <summary>Lists that are made while rows come, move and go.</summary>
public sealed class BackgroundListsTests
{
    private const int Dimension = 8;
    private const int Centres = 60;

    private readonly Random _random = new(5);
    private readonly ItemTable _table = new(Dimension, TestContext.Current.CancellationToken);
    private readonly Dictionary<string, ItemRow> _rows = new(StringComparer.Ordinal);
    private readonly ItemSearch _search = new(new SearchPool(), exact: true);
    private readonly float[][] _centres;
    private int _next;

    public BackgroundListsTests() => _centres = [.. Enumerable.Range(0, Centres).Select(_ => Gaussian())];

    [Fact]
    public async Task Freeze_TakesNewLists_WithAllThatChangedMeanwhile()
    {
        Put(ItemCodes.LeastRows + 500);
        Assert.Equal(1, _table.Freeze().Codes!.Lists);

        // These changes are made while lists are made of the rows before them, or just after.
        Move(400);
        Remove(300);
        Put(100);
        await _table.Building;
        Move(50);
        Remove(50);
        Assert.True(_table.HasNewLists);
        var items = _table.Freeze();

        Assert.False(_table.HasNewLists);
        Assert.InRange(items.Codes!.Lists, 32, 512);
        Assert.Equal(_rows.Count, items.Codes.Count);
        AssertAnswers(items);
    }

    [Fact]
    public async Task Freeze_MakesListsAnew_WhenTheCatalogueHasChanged()
    {
        Put(ItemCodes.LeastRows);
        _table.Freeze();
        await _table.Building;
        Put(100);
        var (lists, few) = (_table.Freeze().Codes!.Lists, _table.Building.IsCompleted && !_table.HasNewLists);
        Assert.True(few, "a few new rows have lists made anew");

        Put(4 * ItemCodes.LeastRows);
        Remove(1000);
        Assert.Equal(lists, _table.Freeze().Codes!.Lists);
        await _table.Building;
        var items = _table.Freeze();

        Assert.InRange(items.Codes!.Lists, lists + 32, 2 * lists * 2);
        AssertAnswers(items);
    }

    [Fact]
    public void Freeze_MakesNoLists_OfFewRows()
    {
        Put(ItemCodes.LeastRows - 1);

        Assert.Equal(1, _table.Freeze().Codes!.Lists);
        Assert.Same(Task.CompletedTask, _table.Building);
    }

    private void AssertAnswers(FrozenItems items)
    {
        var (found, wanted) = (0, 0);
        for (var i = 0; i < 40; i++)
        {
            var query = Near(_centres[i % Centres]);
            var excluded = Enumerable.Range(0, 30).Select(_ => "i" + _random.Next(_next)).ToHashSet();
            var slots = excluded.Select(items.Find).Where(slot => slot >= 0).ToHashSet();
            var metric = (Metric)(i % 4);
            var expected = FloatScan.Find(_rows.Values, query, 20, metric, excluded);

            Assert.Equal(expected, _search.Find(items, query, 20, metric, slots));
            var likely = _search.Find(items, query, 20, metric, slots, exactly: false);
            Assert.Equal(20, likely.Length);
            Assert.DoesNotContain(likely, scored => excluded.Contains(scored.Item));
            (found, wanted) = (found + likely.Intersect(expected).Count(), wanted + 20);
        }

        Assert.InRange(found / (double)wanted, 0.97, 1);
    }

    private void Put(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Put("i" + _next++);
        }
    }

    private void Move(int count)
    {
        foreach (var id in Some(count))
        {
            Put(id);
        }
    }

    private void Remove(int count)
    {
        foreach (var id in Some(count))
        {
            _rows.Remove(id);
            _table.Remove(id);
        }
    }

    private string[] Some(int count) => [.. _rows.Keys.OrderBy(_ => _random.Next()).Take(count)];

    private void Put(string id)
    {
        _rows[id] = new ItemRow(new ItemId(id), Near(_centres[_random.Next(Centres)]), 1, 1);
        _table.Put(_rows[id]);
    }

    private float[] Near(float[] centre) => [.. centre.Zip(Gaussian(), (x, y) => x + (0.3f * y))];

    private float[] Gaussian() =>
        [.. Enumerable.Range(0, Dimension).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(Math.Tau * _random.NextDouble())))];
}
