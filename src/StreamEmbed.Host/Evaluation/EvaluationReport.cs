using System.Globalization;
using System.Text.Json.Nodes;
using StreamEmbed.Evaluation;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Evaluation;

/// <summary>The answer of an evaluation: a table for people, JSON for machines.</summary>
/// <param name="arguments">What was asked.</param>
/// <param name="systems">The results; the first is the ranking's.</param>
internal sealed class EvaluationReport(EvaluateArguments arguments, IReadOnlyList<SystemResult> systems)
{
    public void Write(TextWriter output)
    {
        if (arguments.Json)
        {
            output.WriteLine(Json().ToJsonString());
            return;
        }

        var rows = arguments.Variants
            ? systems.SelectMany(system => system.Variants.Select(variant => Row(system, variant)))
            : systems.Select(system => Row(system, system.Best));
        Answers.WriteTable(output, ["system", .. MeasureNames, "best scoring"], rows);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{systems[0].Best.Measures.Positions:N0} positions; CPU seconds of the ranking: {systems[0].LearningSeconds:N1} training, {systems[0].ScoringSeconds:N1} scoring."));
    }

    private string[] MeasureNames => [Name("hr"), Name("mrr"), Name("ndcg"), Name("coverage")];

    private string Name(string measure) => string.Create(CultureInfo.InvariantCulture, $"{measure}@{arguments.K}");

    private static double[] Values(RankingMeasures measures) => [measures.HitRate, measures.ReciprocalRank, measures.Gain, measures.Coverage];

    private static string[] Row(SystemResult system, VariantResult variant) =>
        [system.Name, .. Values(variant.Measures).Select(value => value.ToString("P1", CultureInfo.InvariantCulture)), variant.Name];

    private JsonObject Json()
    {
        var json = new JsonObject { ["protocol"] = arguments.Protocol, ["positions"] = systems[0].Best.Measures.Positions };
        foreach (var system in systems)
        {
            var figures = Figures(system.Best);
            if (arguments.Variants)
            {
                figures["variants"] = new JsonArray([.. system.Variants.Select(Figures)]);
            }

            json[system.Name] = figures;
        }

        json["training_cpu_seconds"] = systems[0].LearningSeconds;
        json["scoring_cpu_seconds"] = systems[0].ScoringSeconds;
        return json;
    }

    private JsonObject Figures(VariantResult variant)
    {
        var figures = new JsonObject { ["scoring"] = variant.Name };
        foreach (var (name, value) in MeasureNames.Zip(Values(variant.Measures)))
        {
            figures[name] = value;
        }

        return figures;
    }
}
