using System.Text.Json;
using StreamEmbed.Host.Tests.Commands;

namespace StreamEmbed.Host.Tests.Evaluation;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("streamembed-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Evaluate_AnswersWithTheNamedFields_WhenAskedForJson()
    {
        var run = await Run.OfAsync("evaluate", Pairs(600), "--json", "--k", "1", "--set", "Training:Dimension=16");

        Assert.Equal((0, ""), (run.Code, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        var root = json.RootElement;
        Assert.Equal("sessions", root.GetProperty("protocol").GetString());
        Assert.Equal(120, root.GetProperty("positions").GetInt32());
        foreach (var system in new[] { "ranking", "embedding", "popularity", "covisitation" })
        {
            foreach (var measure in new[] { "hr@1", "mrr@1", "ndcg@1", "coverage@1" })
            {
                Assert.InRange(root.GetProperty(system).GetProperty(measure).GetDouble(), 0, 1);
            }
        }

        // The second item follows from the first: counts know it, popularity does not.
        Assert.Equal(1, root.GetProperty("covisitation").GetProperty("hr@1").GetDouble());
        Assert.InRange(root.GetProperty("ranking").GetProperty("hr@1").GetDouble(), 0.9, 1);
        Assert.InRange(root.GetProperty("embedding").GetProperty("hr@1").GetDouble(), 0.9, 1);
        Assert.InRange(root.GetProperty("popularity").GetProperty("hr@1").GetDouble(), 0, 0.3);
        Assert.True(root.GetProperty("training_cpu_seconds").GetDouble() > 0);
        Assert.True(root.GetProperty("scoring_cpu_seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Evaluate_WritesATable_WhenPeopleAsk()
    {
        var run = await Run.OfAsync("evaluate", Pairs(100));

        Assert.Equal(0, run.Code);
        var lines = run.Output.TrimEnd().Split('\n');
        Assert.StartsWith("system", lines[0], StringComparison.Ordinal);
        Assert.Equal(["ranking", "embedding", "popularity", "covisitation"], lines[1..5].Select(line => line.Split(' ')[0]));
        Assert.StartsWith("20 positions;", lines[5], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--k", "0", "--k must be from 1 to 1000, but is 0.")]
    [InlineData("--warm-up", "1", "--warm-up must be from 0 to below 1, but is 1.")]
    [InlineData("--sample", "-1", "--sample must be 0 or more, but is -1.")]
    public async Task Evaluate_RefusesANumberOutOfItsRange(string flag, string value, string fault)
    {
        var run = await Run.OfAsync("evaluate", Pairs(10), flag, value);

        Assert.Equal(2, run.Code);
        Assert.StartsWith("streamembed: " + fault, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_RefusesAProtocolThatIsNotThere()
    {
        var run = await Run.OfAsync("evaluate", Pairs(10), "--protocol", "live");

        Assert.Equal(2, run.Code);
        Assert.Contains("live", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_SaysWhy_WhenThereIsNothingToScore()
    {
        var path = Write("user_id,item_id,timestamp_ms\nu,a,1700000000000\nv,b,1700000000001\n");

        var run = await Run.OfAsync("evaluate", path);

        Assert.Equal(1, run.Code);
        Assert.Contains("there is nothing to score", run.Error, StringComparison.Ordinal);
    }

    private string Pairs(int sessions) => Write("user_id,item_id,timestamp_ms\n" + string.Join('\n', Enumerable.Range(0, sessions).SelectMany(i => new[]
    {
        $"u{i},first{i % 10},{1_700_000_000_000 + (i * 60_000L)}",
        $"u{i},second{i % 10},{1_700_000_000_001 + (i * 60_000L)}",
    })));

    private string Write(string text)
    {
        var path = Path.Combine(_directory, "clicks.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
