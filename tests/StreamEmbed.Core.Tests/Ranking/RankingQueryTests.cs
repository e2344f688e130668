using StreamEmbed.Neighbours;
using StreamEmbed.Randomness;

namespace StreamEmbed.Ranking;

public sealed class RankingQueryTests
{
    private const long Now = FewItems.Now;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_GivesTheFeaturesOfTheFormulas(int seed)
    {
        var items = new FewItems(120, 24, seed);
        var random = new SeededRandom(seed, 1);
        var query = new RankingQuery<FewItems>(items);
        for (var round = 0; round < 20; round++)
        {
            int[] session = [.. Enumerable.Range(0, 1 + random.NextInt(60)).Select(_ => random.NextInt(121) - 1)];
            int[] earlier = [.. Enumerable.Range(0, random.NextInt(130)).Select(_ => random.NextInt(121) - 1)];
            query.Ask(session, earlier, Now);
            var expected = new Naive(items, session, earlier);
            var features = new float[RankingFeatures.Count];
            for (var row = 0; row < items.Rows; row++)
            {
                query.Read(row, features);
                foreach (var feature in Enum.GetValues<RankingFeature>())
                {
                    Assert.Equal(expected.Feature(feature, row), features[(int)feature], 2e-3);
                }
            }
        }
    }

    [Fact]
    public void Score_IsTheSumOfTheParts_AndScoreAllTheSameToTheBit()
    {
        var items = new FewItems(150, 32, 5);
        var random = new SeededRandom(5);
        var weights = new RankingWeights([.. Enumerable.Range(0, RankingWeights.Length).Select(_ => random.NextDouble() - 0.5)]);
        var ranker = new Ranker<FewItems>(items);
        ranker.Query.Ask([3, 8, 20], [50, 3, 61], Now);
        ranker.Query.Weigh(weights);
        var scores = ranker.ScoreAll().ToArray();
        var parts = new float[RankingFeatures.Count];
        for (var row = 0; row < items.Rows; row++)
        {
            if (row is 3 or 8 or 20 || !items.IsRankable(row))
            {
                Assert.Equal(float.NegativeInfinity, scores[row]);
                continue;
            }

            Assert.Equal(ranker.Query.Score(row), scores[row]);
            ranker.Query.Explain(row, parts);
            Assert.Equal(parts.Sum(part => (double)part), scores[row], 1e-3);
        }
    }

    [Fact]
    public void Ask_ForgetsTheQuestionBefore()
    {
        var items = new FewItems(150, 16, 6);
        var (used, fresh) = (new RankingQuery<FewItems>(items), new RankingQuery<FewItems>(items));
        var random = new SeededRandom(6);
        var (ofUsed, ofFresh) = (new float[RankingFeatures.Count], new float[RankingFeatures.Count]);
        for (var round = 0; round < 200; round++)
        {
            used.Ask([.. Enumerable.Range(0, 30).Select(_ => random.NextInt(150))], [.. Enumerable.Range(0, 20).Select(_ => random.NextInt(150))], Now);
        }

        used.Ask([9], [4], Now);
        fresh.Ask([9], [4], Now);
        for (var row = 0; row < items.Rows; row++)
        {
            used.Read(row, ofUsed);
            fresh.Read(row, ofFresh);
            Assert.Equal(ofFresh, ofUsed);
        }

        Assert.False(used.IsAsked(30));
    }

    [Fact]
    public void Gates_AreWhatIsKnown()
    {
        var gates = RankingGates.Of(sessionLength: 4, seenWithLast: Math.E - 1, earlier: 3, ageOfLastHours: Math.E - 1, seenWithLastLately: 1e9);
        double[] expected = [0.5, 1 / 6.0, 0.3, 1 / 7.0, 1];
        for (var gate = 0; gate < RankingGates.Count; gate++)
        {
            Assert.Equal(expected[gate], gates[gate], 1e-12);
        }
    }

    [Fact]
    public void Of_KeepsAFeatureOnlyWhenAllOfItsGroupsAreOn()
    {
        Assert.Equal(RankingFeatures.Count, RankingFeatures.Of(RankingGroups.All).Count);
        Assert.Equal([RankingFeature.Session, RankingFeature.Last], RankingFeatures.Of(RankingGroups.Vectors));
        Assert.DoesNotContain(RankingFeature.SeenWithEarlier, RankingFeatures.Of(RankingGroups.Neighbours));
        Assert.Contains(RankingFeature.SeenWithEarlier, RankingFeatures.Of(RankingGroups.Neighbours | RankingGroups.Own));
        Assert.Empty(RankingFeatures.Of(RankingGroups.None));
    }

    // Every feature from its formula, in double, by looking through everything.
    private sealed class Naive(FewItems items, int[] session, int[] earlier)
    {
        private readonly int[] _session = session[Math.Max(0, session.Length - 50)..];
        private readonly int[] _earlier = earlier[Math.Max(0, earlier.Length - 100)..];

        public double Feature(RankingFeature feature, int row) => feature switch
        {
            RankingFeature.Session => Cosine(_session, 0.7, row),
            RankingFeature.Last => Cosine(_session[^1..], 0.7, row),
            RankingFeature.Earlier => Cosine(_earlier.TakeLast(10).ToArray(), 0.8, row),
            RankingFeature.SeenWith => L(1000 * Share(Recent, 0.7, row, slow: true)),
            RankingFeature.SeenWithOften => L(30 * Share(Recent, 0.7, row, slow: true)),
            RankingFeature.SeenWithLately => L(1000 * Share(Recent, 0.7, row, slow: false)),
            RankingFeature.SeenWithCosine => L(1000 * Share(Recent, 0.7, row, slow: true, root: true) / Math.Sqrt(Total(row, slow: true) + 2)),
            RankingFeature.SeenWithEarlier => L(1000 * Share(_earlier.TakeLast(10).ToArray(), 0.8, row, slow: true)),
            RankingFeature.SeenNext => _session[^1] < 0 ? 0 : L(1000 * Next(_session[^1], row) / (items.Neighbours!.Totals(_session[^1]).Next + 2)),
            RankingFeature.Own => _earlier.Contains(row) ? 1 : 0,
            RankingFeature.OwnTimes => Enumerable.Range(0, _earlier.Count(item => item == row)).Sum(time => Math.Pow(0.8, time)),
            _ => ItemNumbers.At(items.Activity(row), Now)[(int)feature - RankingFeatures.FirstNumber],
        };

        private int[] Recent => _session.TakeLast(20).ToArray();

        private static double L(double x) => Math.Log(1 + x);

        private double Cosine(int[] rows, double step, int row)
        {
            var query = new double[items.Dimension];
            for (var i = 0; i < rows.Length; i++)
            {
                var vector = rows[i] < 0 ? [] : items.Vector(rows[i], []).ToArray();
                for (var d = 0; d < vector.Length; d++)
                {
                    query[d] += Math.Pow(step, rows.Length - 1 - i) * vector[d];
                }
            }

            var own = items.Vector(row, []).ToArray();
            double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
            var norms = Norm(query) * Norm(own.Select(value => (double)value));
            return norms == 0 ? 0 : own.Select((value, d) => value * query[d]).Sum() / norms;
        }

        private double Share(int[] rows, double step, int row, bool slow, bool root = false)
        {
            var (sum, weights) = (0.0, 0.0);
            for (var i = 0; i < rows.Length; i++)
            {
                if (rows[i] >= 0)
                {
                    var weight = Math.Pow(step, rows.Length - 1 - i);
                    var total = Total(rows[i], slow) + 2;
                    weights += weight;
                    sum += weight * Count(rows[i], row, slow) / (root ? Math.Sqrt(total) : total);
                }
            }

            return weights == 0 ? 0 : sum / weights;
        }

        private double Total(int row, bool slow)
        {
            var totals = items.Neighbours!.Totals(row);
            return slow ? totals.Slow * Left(totals.SlowEpoch, items.Options.SlowHalfLife) : totals.Fast * Left(totals.FastEpoch, items.Options.FastHalfLife);
        }

        private double Count(int row, int neighbour, bool slow)
        {
            var list = items.Neighbours!.View(row);
            var at = list.Keys.IndexOf(items.Neighbours.KeyOf(neighbour));
            return at < 0 ? 0 : slow
                ? PackedCount.Unpack(list.Slow[at]) * Left(list.Totals.SlowEpoch, items.Options.SlowHalfLife)
                : PackedCount.Unpack(list.Fast[at]) * Left(list.Totals.FastEpoch, items.Options.FastHalfLife);
        }

        private double Next(int row, int neighbour)
        {
            var list = items.Neighbours!.View(row);
            var at = list.Keys.IndexOf(items.Neighbours.KeyOf(neighbour));
            return at < 0 ? 0 : PackedCount.Unpack(list.Next[at]);
        }

        private static double Left(int epoch, TimeSpan halfLife) => Math.Pow(2, (epoch * 64.0) - (Now / halfLife.TotalMilliseconds));
    }
}
