using StreamEmbed.Randomness;
using StreamEmbed.State;
using StreamEmbed.TestKit.State;

namespace StreamEmbed.Ranking;

public sealed class RankingLearnerTests
{
    private const int Gates = 1 + RankingGates.Count;
    private const int Size = Gates * RankingFeatures.Count;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Learn_TakesTheStepOfTheFormula(int seed)
    {
        var random = new SeededRandom(seed);
        var learner = new RankingLearner(RankingGroups.All, RankingWeights.Start);
        var naive = new Naive(RankingWeights.Start.Values.ToArray());
        for (var position = 0; position < 15; position++)
        {
            var lesson = Lesson.Random(random, 1 + random.NextInt(RankingLearner.Others));
            learner.Learn(lesson.Features, lesson.Gates, lesson.Rank);
            naive.Learn(lesson);
            for (var i = 0; i < Size; i++)
            {
                // Shares below a millionth are left out.
                Assert.Equal(naive.Weights[i], learner.Weights.Values[i], 1e-6);
            }
        }

        Assert.Equal(15, learner.Positions);
        Assert.Equal(0, learner.Refused);
    }

    [Fact]
    public void Naive_GradientAndHessian_AreThoseOfTheLoss()
    {
        // The reference itself against differences of the loss, so that the formula is right and not only the code.
        var random = new SeededRandom(3);
        var lesson = Lesson.Random(random, 20);
        var weights = Enumerable.Range(0, Size).Select(_ => (random.NextDouble() - 0.5) * 0.3).ToArray();
        var (gradient, hessian) = Naive.Derivatives(lesson, weights);
        const double h = 1e-4;
        double Loss(int i, double di, int j, double dj)
        {
            var moved = weights.ToArray();
            moved[i] += di;
            moved[j] += dj;
            return Naive.Gain(lesson, moved);
        }

        for (var test = 0; test < 200; test++)
        {
            var (i, j) = (random.NextInt(Size), random.NextInt(Size));
            Assert.Equal((Loss(i, h, i, 0) - Loss(i, -h, i, 0)) / (2 * h), gradient[i], 1e-5);
            var second = (Loss(i, h, j, h) - Loss(i, h, j, -h) - Loss(i, -h, j, h) + Loss(i, -h, j, -h)) / (4 * h * h);
            Assert.Equal(-second, hessian[(i * Size) + j], 1e-4);
        }
    }

    [Fact]
    public void Learn_FindsTheWeightsThatChose()
    {
        var random = new SeededRandom(4);
        var truth = new double[RankingFeatures.Count];
        truth[(int)RankingFeature.Session] = 2;
        truth[(int)RankingFeature.Clicks24h] = -1;
        truth[(int)RankingFeature.SeenNext] = 0.7;
        var learner = new RankingLearner(RankingGroups.All, RankingWeights.Start);
        for (var position = 0; position < 4_000; position++)
        {
            var lesson = Lesson.Random(random, 30);
            lesson.Choose(random, truth);
            learner.Learn(lesson.Features, default, 1);
        }

        for (var i = 0; i < truth.Length; i++)
        {
            Assert.Equal(truth[i], learner.Weights.Values[i], 0.25);
        }
    }

    [Fact]
    public void Learn_KeepsTheWeights_WhenAFeatureIsNotFinite()
    {
        var random = new SeededRandom(5);
        var learner = new RankingLearner(RankingGroups.All, RankingWeights.Start);
        var lesson = Lesson.Random(random, 30);
        lesson.Features[3] = float.NaN;
        learner.Learn(lesson.Features, lesson.Gates, 1);
        Assert.Equal(RankingWeights.Start.Values.ToArray(), learner.Weights.Values.ToArray());
        Assert.Equal(1, learner.Refused);

        // And goes on from there: what was not finite is not in its curvature.
        lesson = Lesson.Random(random, 30);
        learner.Learn(lesson.Features, lesson.Gates, 1);
        Assert.NotEqual(RankingWeights.Start.Values.ToArray(), learner.Weights.Values.ToArray());
        Assert.Equal(1, learner.Refused);
    }

    [Fact]
    public void Learn_LeavesWeightsOfOtherFeaturesAtZero()
    {
        var random = new SeededRandom(6);
        var learner = new RankingLearner(RankingGroups.Vectors, RankingWeights.Start);
        for (var position = 0; position < 20; position++)
        {
            var lesson = Lesson.Random(random, 30);
            learner.Learn(lesson.Features, lesson.Gates, lesson.Rank);
        }

        for (var i = 0; i < Size; i++)
        {
            Assert.Equal(i % RankingFeatures.Count <= (int)RankingFeature.Last, learner.Weights.Values[i] != 0);
        }
    }

    [Fact]
    public void Restore_GoesOnWithTheSameBits()
    {
        var random = new SeededRandom(7);
        var (single, split) = (new RankingLearner(RankingGroups.All, RankingWeights.Start), new RankingLearner(RankingGroups.All, RankingWeights.Start));
        for (var position = 0; position < 60; position++)
        {
            var lesson = Lesson.Random(random, 20);
            single.Learn(lesson.Features, lesson.Gates, lesson.Rank);
            split.Learn(lesson.Features, lesson.Gates, lesson.Rank);
            if (position % 20 == 10)
            {
                using var save = new StateSave(isWhole: true);
                split.Save(save);
                split = new RankingLearner(RankingGroups.All, RankingWeights.Start);
                split.Restore(new MemoryState().Add(save));
            }
        }

        Assert.Equal(single.Weights.Values.ToArray(), split.Weights.Values.ToArray());
        Assert.Equal(single.Loss, split.Loss);
    }

    [Fact]
    public void Restore_RefusesOtherFeatures()
    {
        using var save = new StateSave(isWhole: true);
        new RankingLearner(RankingGroups.Vectors, RankingWeights.Start).Save(save);
        var saved = new MemoryState().Add(save);
        var refused = Assert.Throws<StateRefusedException>(() => new RankingLearner(RankingGroups.All, RankingWeights.Start).Restore(saved));
        Assert.Contains("Ranking:Features", refused.Message, StringComparison.Ordinal);
    }

    private sealed record Lesson(float[] Features, RankingGates Gates, double Rank)
    {
        public static Lesson Random(SeededRandom random, int others)
        {
            var features = new float[(1 + others) * RankingFeatures.Count];
            foreach (ref var feature in features.AsSpan())
            {
                feature = (random.NextSingle() * 4) - 2;
            }

            var gates = default(RankingGates);
            for (var gate = 0; gate < RankingGates.Count; gate++)
            {
                gates[gate] = random.NextDouble();
            }

            return new Lesson(features, gates, 1 + random.NextInt(300));
        }

        /// <summary>Draws the target by the softmax of true weights and puts it in front.</summary>
        public void Choose(SeededRandom random, double[] weights)
        {
            var candidates = Features.Length / RankingFeatures.Count;
            var chances = Enumerable.Range(0, candidates)
                .Select(c => Math.Exp(weights.Select((weight, i) => weight * Features[(c * RankingFeatures.Count) + i]).Sum())).ToArray();
            var left = random.NextDouble() * chances.Sum();
            var chosen = 0;
            for (; chosen < candidates - 1 && left > chances[chosen]; chosen++)
            {
                left -= chances[chosen];
            }

            for (var i = 0; i < RankingFeatures.Count; i++)
            {
                (Features[i], Features[(chosen * RankingFeatures.Count) + i]) = (Features[(chosen * RankingFeatures.Count) + i], Features[i]);
            }
        }
    }

    // One step from its definition: dense matrices, Gauss-Jordan elimination.
    private sealed class Naive(double[] start)
    {
        private const double Keep = 1 - (1 / 4000.0);
        private const double Prior = 5;

        private readonly double[] _curvature = Diagonal(Prior);

        public double[] Weights { get; } = start.ToArray();

        public static double Gain(Lesson lesson, double[] weights)
        {
            var scores = Scores(lesson, weights);
            return Weight(lesson) * (scores[0] - Math.Log(scores.Sum(Math.Exp)));
        }

        public static (double[] Gradient, double[] Hessian) Derivatives(Lesson lesson, double[] weights)
        {
            var scores = Scores(lesson, weights);
            var sum = scores.Sum(Math.Exp);
            var inputs = Enumerable.Range(0, scores.Length).Select(c => Input(lesson, c)).ToArray();
            var mean = new double[Size];
            for (var c = 0; c < scores.Length; c++)
            {
                for (var i = 0; i < Size; i++)
                {
                    mean[i] += Math.Exp(scores[c]) / sum * inputs[c][i];
                }
            }

            var gradient = new double[Size];
            var hessian = new double[Size * Size];
            for (var i = 0; i < Size; i++)
            {
                gradient[i] = Weight(lesson) * (inputs[0][i] - mean[i]);
                for (var j = 0; j < Size; j++)
                {
                    for (var c = 0; c < scores.Length; c++)
                    {
                        hessian[(i * Size) + j] += Weight(lesson) * Math.Exp(scores[c]) / sum * (inputs[c][i] - mean[i]) * (inputs[c][j] - mean[j]);
                    }
                }
            }

            return (gradient, hessian);
        }

        public void Learn(Lesson lesson)
        {
            var (gradient, hessian) = Derivatives(lesson, Weights);
            for (var i = 0; i < Size; i++)
            {
                for (var j = 0; j < Size; j++)
                {
                    var at = (i * Size) + j;
                    _curvature[at] = (_curvature[at] * Keep) + hessian[at] + (i == j ? (1 - Keep) * Prior : 0);
                }

                gradient[i] -= (1 - Keep) * Prior * (Weights[i] - start[i]);
            }

            var step = Solve(_curvature, gradient);
            var scale = Math.Min(1, 0.5 / step.Max(Math.Abs));
            for (var i = 0; i < Size; i++)
            {
                Weights[i] += scale * step[i];
            }
        }

        private static double Weight(Lesson lesson) => Math.Max(0.02, 1 / (1 + Math.Pow(lesson.Rank / 50, 2)));

        private static double[] Input(Lesson lesson, int candidate) =>
            [.. Enumerable.Range(0, Size).Select(i =>
                (i < RankingFeatures.Count ? 1 : lesson.Gates[(i / RankingFeatures.Count) - 1]) * lesson.Features[(candidate * RankingFeatures.Count) + (i % RankingFeatures.Count)])];

        private static double[] Scores(Lesson lesson, double[] weights) =>
            [.. Enumerable.Range(0, lesson.Features.Length / RankingFeatures.Count).Select(c => Input(lesson, c).Zip(weights, (x, w) => x * w).Sum())];

        private static double[] Diagonal(double value)
        {
            var matrix = new double[Size * Size];
            for (var i = 0; i < Size; i++)
            {
                matrix[(i * Size) + i] = value;
            }

            return matrix;
        }

        private static double[] Solve(double[] matrix, double[] right)
        {
            var (a, b) = (matrix.ToArray(), right.ToArray());
            for (var pivot = 0; pivot < Size; pivot++)
            {
                for (var row = 0; row < Size; row++)
                {
                    if (row == pivot)
                    {
                        continue;
                    }

                    var factor = a[(row * Size) + pivot] / a[(pivot * Size) + pivot];
                    for (var column = pivot; column < Size; column++)
                    {
                        a[(row * Size) + column] -= factor * a[(pivot * Size) + column];
                    }

                    b[row] -= factor * b[pivot];
                }
            }

            return [.. b.Select((value, i) => value / a[(i * Size) + i])];
        }
    }
}
