using StreamEmbed.Evaluation;
using StreamEmbed.Events;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Files;
using StreamEmbed.Neighbours;
using StreamEmbed.Ranking;
using StreamEmbed.Training;

namespace StreamEmbed.Host.Evaluation;

/// <summary>Test-then-train quality of the vectors on recorded events, beside what simple counts reach on the same positions.</summary>
internal sealed class EvaluateCommand(Surroundings surroundings)
{
    // Between two looks at whether to stop, and steps of the bar.
    private const int SessionsATurn = 1_000;
    private const string WithoutNeighbours = "learned weights, without neighbours";

    public async Task<int> RunAsync(StreamEmbedOptions options, EvaluateArguments arguments, CancellationToken stopping)
    {
        options = options.WithProtectedItems();
        var sessions = ReadSessions(options, arguments, stopping);
        var items = sessions.Items.Count;
        var model = new ItemEmbeddings(options.Training, options.Vocabulary);
        var ranked = new ItemEmbeddings(options.Training, options.Vocabulary, new NeighbourOptions());
        (string Name, IRecommender Recommender)[] systems =
        [
            ("ranking", new RankingRecommender(sessions, ranked, ("learned weights", RankingGroups.All), (WithoutNeighbours, RankingGroups.All & ~RankingGroups.Neighbours))),
            ("embedding", new VectorRecommender(sessions, new StreamingModel(model))),
            ("popularity", new PopularityRecommender(items)),
            ("covisitation", new CoVisitationRecommender(items)),
        ];

        var results = new List<SystemResult>();
        await EvaluationProgress.ShowAsync(surroundings, systems.Length, share => Task.Run(
            () =>
            {
                foreach (var (name, recommender) in systems)
                {
                    var evaluation = new SessionEvaluation(sessions, recommender, arguments.K, arguments.Sample);
                    results.Add(Evaluate(name, evaluation, recommender, () => share(results.Count + evaluation.Progress), stopping));
                }
            },
            stopping));

        MoveVariant(results, from: 0, to: 1);
        var report = new EvaluationReport(arguments, results);
        if (results[0].Best.Measures.Positions == 0)
        {
            throw new CommandFailedException(
                $"{arguments.File}: there is nothing to score: behind the warm-up share of {arguments.WarmUp} no session has a click on a second item.");
        }

        report.Write(surroundings.Output);
        return ExitCode.Done;
    }

    // One training serves both: what is learned without neighbours is the vectors' best scoring, beside the fixed ones.
    private static void MoveVariant(List<SystemResult> results, int from, int to)
    {
        var moved = results[from].Variants.Single(variant => variant.Name == WithoutNeighbours);
        results[to] = results[to] with { Variants = [moved, .. results[to].Variants] };
        results[from] = results[from] with { Variants = [.. results[from].Variants.Where(variant => variant != moved)] };
    }

    private RecordedSessions ReadSessions(StreamEmbedOptions options, EvaluateArguments arguments, CancellationToken stopping)
    {
        using var file = EventFile.Open(arguments.File, options.Events, surroundings.Time);
        var events = new List<ItemEvent>();
        foreach (var read in file.Read())
        {
            stopping.ThrowIfCancellationRequested();
            events.Add(read.Event);
        }

        return RecordedSessions.Cut(events, (long)options.Sessions.Gap.TotalMilliseconds, arguments.WarmUp);
    }

    private static SystemResult Evaluate(
        string name, SessionEvaluation evaluation, IRecommender recommender, Action moved, CancellationToken stopping)
    {
        var (learning, scoring) = (TimeSpan.Zero, TimeSpan.Zero);
        var isMore = true;
        while (isMore)
        {
            stopping.ThrowIfCancellationRequested();
            var start = System.Environment.CpuUsage.TotalTime;
            isMore = evaluation.Learn(SessionsATurn);
            var learned = System.Environment.CpuUsage.TotalTime;
            evaluation.Score();
            scoring += System.Environment.CpuUsage.TotalTime - learned;
            learning += learned - start;
            moved();
        }

        var variants = recommender.Variants.Zip(evaluation.Measures, (variant, measures) => new VariantResult(variant, measures)).ToList();
        return new SystemResult(name, variants, learning.TotalSeconds, scoring.TotalSeconds);
    }
}
