using StreamEmbed.Client.Search;
using StreamEmbed.Client.Tables;
using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Tests.Search;

/// <summary>Exact searches of copies taken during random histories, beside a sort of all rows: the same items, scores and order, to the last bit.</summary>
public sealed class SearchHistoryTests
{
    private static readonly int[] Counts = [1, 20, 333, 1000];

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 16)]
    [InlineData(3, 64)]
    public void Find_IsTheFloatScan_InEveryCopyOfARandomHistory(int seed, int dimension)
    {
        var history = new History(seed, dimension);
        for (var copy = 0; copy < 6; copy++)
        {
            history.Run(copy == 0 ? 40 : 700);
            foreach (var metric in Enum.GetValues<Metric>())
            {
                foreach (var count in Counts)
                {
                    var (query, excluded) = history.Ask();
                    var (items, rows) = history.Freeze();

                    var found = history.Search.Find(
                        items, query, count, metric, excluded.Select(items.Find).Where(slot => slot >= 0).ToHashSet());

                    Assert.Equal(FloatScan.Find(rows, query, count, metric, excluded), found);
                }
            }
        }

        history.CheckEarlierCopies();
    }

    private sealed class History(int seed, int dimension)
    {
        private readonly Random _random = new(seed);
        private readonly ItemTable _table = new(dimension);
        private readonly Dictionary<string, ItemRow> _rows = new(StringComparer.Ordinal);
        private readonly List<(FrozenItems Items, ItemRow[] Rows)> _copies = [];

        public ItemSearch Search { get; } = new(new SearchPool(), exact: true);

        public void Run(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                var id = "i" + _random.Next(2000);
                if (_random.Next(4) == 0)
                {
                    _rows.Remove(id);
                    _table.Remove(id);
                }
                else
                {
                    _rows[id] = new ItemRow(new ItemId(id), Vector(), step, step);
                    _table.Put(_rows[id]);
                }
            }

            _copies.Add((_table.Freeze(), [.. _rows.Values]));
        }

        public (FrozenItems Items, ItemRow[] Rows) Freeze() => _copies[^1];

        public (float[] Query, HashSet<string> Excluded) Ask() =>
            (_random.Next(5) == 0 ? new float[dimension] : Vector(), [.. Enumerable.Range(0, _random.Next(60)).Select(_ => "i" + _random.Next(2500))]);

        public void CheckEarlierCopies()
        {
            foreach (var (items, rows) in _copies)
            {
                var query = Vector();
                Assert.Equal(FloatScan.Find(rows, query, 50, Metric.Cosine), Search.Find(items, query, 50, Metric.Cosine, new HashSet<int>()));
            }
        }

        // Rounded, so that many are equally near; some are no ordinary vectors.
        private float[] Vector()
        {
            var length = _random.Next(20) switch { 0 => 0f, 1 => 1e-20f, 2 => 1e20f, 3 => float.NaN, _ => 1f };
            return [.. Enumerable.Range(0, dimension).Select(_ => length * MathF.Round((_random.NextSingle() * 2) - 1, _random.Next(8) == 0 ? 3 : 0))];
        }
    }
}
