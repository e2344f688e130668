using System.Globalization;
using StreamEmbed.Training.Kernels;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>Which columns are noise of which token and how much, against the rule written out for one column.</summary>
public sealed unsafe class NoiseWeightsTests
{
    // Three sessions; item 2 is in the first and the last, item 9 twice in the middle one.
    private static readonly int[][] Sessions = [[1, 2], [9, 4, 9], [2, 5, 6]];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fill_SharesTheNoiseAmongNoiseRowsAndOtherSessionsItems(bool blockNoise)
    {
        var settings = TrainingSettings.From(new TrainingOptions { BlockNoise = blockNoise, NoiseRows = 16, Negatives = 5 });
        var (weights, noise) = Fill(settings);

        var rows = Sessions.SelectMany(session => session).ToArray();
        var sessions = Sessions.SelectMany((session, number) => session.Select(_ => number)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            var own = Sessions[sessions[i]];
            var context = Enumerable.Range(0, rows.Length).Sum(j => Math.Max(0, weights[i, settings.NoiseRows + j]));
            var others = blockNoise ? rows.Count(row => !own.Contains(row)) : 0;
            var share = 5 * context / (settings.NoiseRows + others);
            Assert.True(context > 0);
            for (var k = 0; k < settings.NoiseRows; k++)
            {
                Assert.Equal(own.Contains(noise[k]) ? 0 : -share, weights[i, k], 1e-6);
            }

            for (var j = 0; j < rows.Length; j++)
            {
                var isNoise = blockNoise && sessions[j] != sessions[i] && !own.Contains(rows[j]);
                var isContext = sessions[j] == sessions[i] && rows[j] != rows[i];
                Assert.Equal(isNoise ? -share : 0, Math.Min(0, weights[i, settings.NoiseRows + j]), 1e-6);
                Assert.Equal(isContext, weights[i, settings.NoiseRows + j] > 0);
            }
        }
    }

    private static (double[,] Weights, int[] Noise) Fill(TrainingSettings settings)
    {
        var vocabulary = new ItemVocabulary();
        var table = new EmbeddingTable(settings.Dimension, hasAverages: false);
        for (var i = 0; i < 12; i++)
        {
            table.Ensure(vocabulary.Add(i.ToString(CultureInfo.InvariantCulture)));
        }

        var queue = new BlockQueue(0.5f);
        foreach (var session in Sessions)
        {
            foreach (var row in session)
            {
                table.Header(row).QueuedSession = queue.Session;
                queue.Add(row, 1);
            }

            queue.EndSession();
        }

        var noise = new NoiseSampler(settings, vocabulary, new RecentItems(100), null);
        noise.Advance();
        var tokens = queue.End;
        var block = new BlockWorkspace(table.Width, settings.NoiseRows + BlockKernels.Tokens + (2 * settings.Reach), 100);
        new BlockWeights(settings, table, noise).Fill(queue, 0, tokens, 0, tokens, block);
        var weights = new double[tokens, settings.NoiseRows + tokens];
        for (var i = 0; i < tokens; i++)
        {
            for (var k = 0; k < settings.NoiseRows + tokens; k++)
            {
                weights[i, k] = block.Weights[(i * block.Stride) + k];
            }
        }

        return (weights, noise.Current.ToArray());
    }
}
