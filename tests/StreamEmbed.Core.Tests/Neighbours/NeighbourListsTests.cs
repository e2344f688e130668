using StreamEmbed.Randomness;
using StreamEmbed.State;
using StreamEmbed.TestKit.State;

namespace StreamEmbed.Neighbours;

public sealed class NeighbourListsTests
{
    private const long Start = 1_800_000_000_000;
    private const long Hour = 3_600_000;
    // Counts are rounded by chance; what fifty additions leave is within a few percent.
    private const double Tolerance = 0.06;

    private static readonly NeighbourOptions Options = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Observe_CountsAsTheFormulaSays(int seed)
    {
        // 40 rows: no list is ever full, so the oracle need not forget.
        var lists = new NeighbourLists(Options, 1_000, seed);
        var oracle = new Oracle();
        var random = new SeededRandom(seed);
        var time = Start;
        for (var click = 0; click < 1_200; click++)
        {
            time += random.NextInt((int)Hour);
            var row = random.NextInt(40);
            var before = Enumerable.Range(0, random.NextInt(13)).Select(_ => random.NextInt(41) - 1).ToArray();
            var earlier = random.NextInt(before.Length + 1);
            lists.Ensure(row);
            foreach (var other in before.Where(other => other >= 0))
            {
                lists.Ensure(other);
            }

            lists.Observe(row, before, earlier, time);
            oracle.Observe(row, before, earlier, time);
        }

        for (var row = 0; row < 40; row++)
        {
            AssertEqual(oracle, lists, row, time + (5 * Hour));
        }
    }

    [Fact]
    public void Observe_KeepsCountsFinite_OverManyYears()
    {
        // The fast half-life passes 14,600 times: weights of 2^14600 were they not rescaled.
        var lists = new NeighbourLists(Options, 10, 1);
        lists.Ensure(1);
        for (var day = 0; day < 20 * 365; day++)
        {
            lists.Observe(0 + (day % 2), [1 - (day % 2)], 0, Start + (day * 24 * Hour));
        }

        var totals = lists.Store.Totals(0);
        Assert.True(float.IsFinite(totals.Slow) && float.IsFinite(totals.Fast) && totals.Slow > 0 && totals.Fast > 0);
        Assert.Equal(1, lists.Store.View(0).Keys.Length);
    }

    [Fact]
    public void Observe_LetsTheLeastGo_WhenAListIsFull()
    {
        var lists = new NeighbourLists(new NeighbourOptions { Size = 8, Backward = 0 }, 1_000, 1);
        for (var row = 0; row < 1_000; row++)
        {
            lists.Ensure(row);
        }

        // Seven that are seen often, then hundreds that are seen once.
        for (var round = 0; round < 20; round++)
        {
            for (var often = 1; often <= 7; often++)
            {
                lists.Observe(often, [0], 0, Start);
            }
        }

        for (var once = 100; once < 600; once++)
        {
            lists.Observe(once, [0], 0, Start + 1);
        }

        var kept = RowsOf(lists, 0);
        Assert.Equal(8, kept.Count);
        Assert.Equal(Enumerable.Range(1, 7), kept.Where(row => row < 100).Order());
        // The newcomer starts at its own weight and not at what it replaced.
        Assert.InRange(PackedCount.Unpack(lists.Store.View(0).Slow[kept.IndexOf(599)]) / (float)lists.SlowWeightAt(Start + 1).Value, 0.99f, 1.01f);
        Assert.InRange(lists.Store.Totals(0).Slow / (float)lists.SlowWeightAt(Start + 1).Value, 639, 641);
    }

    [Fact]
    public void Retire_MakesAnItemUnknownToAll_AlsoWhenAnotherHasItsRow()
    {
        var lists = new NeighbourLists(Options, 16, 1);
        lists.Ensure(2);
        lists.Observe(1, [0, 2], 0, Start);
        lists.Observe(1, [0, 2], 0, Start);
        lists.Retire(1);

        Assert.Empty(RowsOf(lists, 0));
        Assert.Empty(RowsOf(lists, 1));
        Assert.Equal(0, lists.Store.Totals(1).Slow);
        lists.Observe(1, [2], 0, Start + 1);
        Assert.Empty(RowsOf(lists, 0));
        Assert.Equal([1], RowsOf(lists, 2));
    }

    [Fact]
    public void Retire_GivesMemoryBack()
    {
        var lists = new NeighbourLists(Options, 100_000, 1);
        long after = 0;
        for (var round = 0; round < 20; round++)
        {
            for (var row = 0; row < 2_000; row++)
            {
                lists.Ensure(row);
                lists.Observe(row, [.. Enumerable.Range(Math.Max(0, row - 10), Math.Min(10, row))], 0, Start);
            }

            for (var row = 0; row < 2_000; row++)
            {
                lists.Retire(row);
            }

            after = round == 1 ? lists.Store.Bytes : after;
        }

        Assert.Equal(after, lists.Store.Bytes);
    }

    [Fact]
    public void Store_KeepsAFullListIn640Bytes()
    {
        var store = new NeighbourStore(10);
        store.Ensure(0);
        while (store.Totals(0).Capacity < NeighbourStore.MostNeighbours)
        {
            store.Grow(ref store.Totals(0));
        }

        Assert.Equal(640, store.Block(64, store.Totals(0).Block).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Restore_GoesOnAsIfNothingHappened(int seed)
    {
        var options = new NeighbourOptions { Size = 8 };
        var (single, split) = (new NeighbourLists(options, 200, seed), new NeighbourLists(options, 200, seed));
        var random = new SeededRandom(seed);
        var saved = new MemoryState();
        for (var cut = 0; cut < 30; cut++)
        {
            for (var click = 0; click < 200; click++)
            {
                var row = random.NextInt(200);
                var before = Enumerable.Range(0, 10).Select(_ => random.NextInt(200)).ToArray();
                var time = Start + (cut * 50 * Hour) + click;
                var retired = random.NextInt(10) == 0 ? random.NextInt(200) : -1;
                foreach (var lists in new[] { single, split })
                {
                    lists.Ensure(199);
                    lists.Observe(row, before, 3, time);
                    if (retired >= 0)
                    {
                        lists.Retire(retired);
                    }
                }
            }

            using var save = new StateSave(isWhole: cut == 0);
            split.Save(save);
            saved.Add(save);
            if (cut % 3 == 0)
            {
                split = new NeighbourLists(options, 200, seed + 1);
                split.Restore(saved, 200);
            }
        }

        Assert.Equal(Bytes(single), Bytes(split));
    }

    [Fact]
    public void Restore_RefusesOtherHalfLives()
    {
        using var save = new StateSave(isWhole: true);
        new NeighbourLists(Options, 10, 1).Save(save);
        var saved = new MemoryState();
        saved.Add(save);
        var other = new NeighbourLists(Options with { FastHalfLife = TimeSpan.FromHours(1) }, 10, 1);
        var refused = Assert.Throws<StateRefusedException>(() => other.Restore(saved, 10));
        Assert.Contains("Neighbours:FastHalfLife", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(NeighbourLists lists)
    {
        using var save = new StateSave(isWhole: true);
        lists.Save(save);
        return
        [
            .. save.Sections.SelectMany(section => section.Content.Chunks).SelectMany(chunk => chunk.ToArray()),
            .. save.Tables.SelectMany(table => table.Content.Chunks).SelectMany(chunk => chunk.ToArray()),
        ];
    }

    private static List<int> RowsOf(NeighbourLists lists, int row)
    {
        var rows = new List<int>();
        foreach (var key in lists.Store.View(row).Keys)
        {
            if (lists.Store.TryRow(key, out var neighbour))
            {
                rows.Add(neighbour);
            }
        }

        return rows;
    }

    private static void AssertEqual(Oracle oracle, NeighbourLists lists, int row, long nowMs)
    {
        var list = lists.Store.View(row);
        var slow = Math.Pow(2, (list.Totals.SlowEpoch * 64.0) - (nowMs / Options.SlowHalfLife.TotalMilliseconds));
        var fast = Math.Pow(2, (list.Totals.FastEpoch * 64.0) - (nowMs / Options.FastHalfLife.TotalMilliseconds));
        Assert.Equal(oracle.Neighbours(row).Order(), RowsOf(lists, row).Order());
        var (slowTotal, fastTotal, nextTotal) = (0.0, 0.0, 0.0);
        for (var i = 0; i < list.Keys.Length; i++)
        {
            lists.Store.TryRow(list.Keys[i], out var neighbour);
            var expected = oracle.At(row, neighbour, nowMs);
            AssertNear(expected.Slow, PackedCount.Unpack(list.Slow[i]) * slow);
            AssertNear(expected.Fast, PackedCount.Unpack(list.Fast[i]) * fast);
            AssertNear(expected.Next, PackedCount.Unpack(list.Next[i]));
            (slowTotal, fastTotal, nextTotal) = (slowTotal + expected.Slow, fastTotal + expected.Fast, nextTotal + expected.Next);
        }

        Assert.InRange(list.Totals.Slow * slow / slowTotal, 0.9999, 1.0001);
        Assert.InRange(list.Totals.Fast * fast / fastTotal, 0.9999, 1.0001);
        Assert.InRange(list.Totals.Next / nextTotal, 0.9999, 1.0001);
    }

    private static void AssertNear(double expected, double actual) =>
        Assert.InRange(actual, (expected * (1 - Tolerance)) - 1e-12, (expected * (1 + Tolerance)) + 1e-12);

    // All pairs of all time, and every count from its definition.
    private sealed class Oracle
    {
        private readonly List<(int Row, int Neighbour, double Weight, double Next, long TimeMs)> _pairs = [];

        public void Observe(int row, int[] before, int earlier, long timeMs)
        {
            for (var i = Math.Max(0, before.Length - 10); i < before.Length; i++)
            {
                if (before[i] < 0 || before[i] == row)
                {
                    continue;
                }

                var step = 1.0 / (before.Length - i);
                var weight = step * (i < earlier ? 0.3 : 1);
                _pairs.Add((before[i], row, weight, i < earlier ? 0 : step, timeMs));
                _pairs.Add((row, before[i], weight * 0.5, 0, timeMs));
            }
        }

        public IEnumerable<int> Neighbours(int row) => _pairs.Where(pair => pair.Row == row).Select(pair => pair.Neighbour).Distinct();

        public (double Slow, double Fast, double Next) At(int row, int neighbour, long nowMs)
        {
            var (slow, fast, next) = (0.0, 0.0, 0.0);
            foreach (var pair in _pairs.Where(pair => pair.Row == row && pair.Neighbour == neighbour))
            {
                slow += pair.Weight * Math.Pow(0.5, (nowMs - pair.TimeMs) / Options.SlowHalfLife.TotalMilliseconds);
                fast += pair.Weight * Math.Pow(0.5, (nowMs - pair.TimeMs) / Options.FastHalfLife.TotalMilliseconds);
                next += pair.Next;
            }

            return (slow, fast, next);
        }
    }
}
