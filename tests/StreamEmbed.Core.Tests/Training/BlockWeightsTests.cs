using System.Globalization;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>Which pairs count and how much, against the rule written out for one pair.</summary>
public sealed unsafe class BlockWeightsTests
{
    private const int Window = 3;
    private const float EarlierWeight = 0.25f;
    private const int TrainingsARow = 3;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void Fill_PairsEarlierItemsWithOwnOnesOnly_AtTheirWeight(int earlier)
    {
        int[] rows = [3, 1, 4, 1, 5, 2, 6];
        var settings = TrainingSettings.From(new TrainingOptions { Window = Window, EarlierWeight = EarlierWeight, DistanceWeight = DistanceWeight.SquareRoot });
        var queue = Queue(rows, earlier);

        var weights = Fill(settings, queue, rows.Length);

        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++)
            {
                Assert.Equal(Expected(rows, earlier, i, j), weights[i, j], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Fill_PairsConversionsWithTheWholeSession_AsNeighbours(int earlier)
    {
        int[] rows = [3, 1, 4, 1, 5, 2, 6, 8, 7];
        const int Conversions = 8;
        var options = new TrainingOptions { Window = Window, EarlierWeight = EarlierWeight, ConversionWeight = Conversions };
        var settings = TrainingSettings.From(options);

        var weights = Fill(settings, Queue(rows, earlier), 8);

        // The last two events weigh 8 and 9.
        for (var i = 0; i < 8; i++)
        {
            for (var j = 0; j < 8; j++)
            {
                var isConversion = j + 1 >= Conversions && rows[i] != rows[j];
                var expected = isConversion ? (i < earlier ? EarlierWeight : 1) * (1 + j) : Expected(rows, earlier, i, j);
                Assert.Equal(expected, weights[i, j], 1e-6);
            }
        }
    }

    [Fact]
    public void Fill_PairsTheWholeSession_WhenTheWindowIsZero()
    {
        int[] rows = [3, 1, 4, 5, 2, 6, 8, 7];
        var options = new TrainingOptions { Window = 0, DistanceWeight = DistanceWeight.Flat };

        var weights = Fill(TrainingSettings.From(options), Queue(rows, 0), rows.Length);

        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++)
            {
                Assert.Equal(i == j ? 0 : 1 + j, weights[i, j], 1e-6);
            }
        }
    }

    [Fact]
    public void Fill_SlowsRowsDownToTheFloor_ByTheRootOfTheirTrainings()
    {
        int[] rows = [3, 1, 4, 5, 0];
        const double floor = 0.3;
        var options = new TrainingOptions { Window = Window, RowRateFloor = floor };

        var weights = Fill(TrainingSettings.From(options), Queue(rows, 0), rows.Length);

        for (var i = 0; i < rows.Length; i++)
        {
            var rate = Math.Max(floor, 1 / Math.Sqrt(1 + (TrainingsARow * rows[i])));
            for (var j = 0; j < rows.Length; j++)
            {
                Assert.Equal(rate * Expected(rows, 0, i, j), weights[i, j], 1e-6);
            }
        }
    }

    private static double Expected(int[] rows, int earlier, int i, int j)
    {
        var distance = Math.Abs(i - j);
        if (distance > Window || rows[i] == rows[j] || (i < earlier && j < earlier))
        {
            return 0;
        }

        return (i < earlier || j < earlier ? EarlierWeight : 1) * (1 + j) / Math.Sqrt(distance);
    }

    private static BlockQueue Queue(int[] rows, int earlier)
    {
        var queue = new BlockQueue(earlierWeight: EarlierWeight);
        for (var i = 0; i < rows.Length; i++)
        {
            if (i == earlier)
            {
                queue.EndEarlier();
            }

            // The weight of an event tells which of two equal items was meant.
            queue.Add(rows[i], 1 + i);
        }

        queue.EndSession();
        return queue;
    }

    private static double[,] Fill(TrainingSettings settings, BlockQueue queue, int tokens)
    {
        var vocabulary = new ItemVocabulary();
        var table = new EmbeddingTable(settings.Dimension, hasAverages: false);
        for (var i = 0; i < 10; i++)
        {
            table.Ensure(vocabulary.Add(i.ToString(CultureInfo.InvariantCulture)));
            table.Header(i).Averaged = TrainingsARow * i;
        }

        var noise = new NoiseSampler(settings, vocabulary, new RecentItems(100), null);
        noise.Advance();
        var block = new BlockWorkspace(table.Width, settings.NoiseRows + BlockKernels.Tokens + (2 * settings.Reach), 100);
        new BlockWeights(settings, table, noise).Fill(queue, 0, tokens, 0, tokens, block);
        var weights = new double[tokens, tokens];
        for (var i = 0; i < tokens; i++)
        {
            for (var j = 0; j < tokens; j++)
            {
                weights[i, j] = block.Weights[(i * block.Stride) + settings.NoiseRows + j];
            }
        }

        return weights;
    }
}
