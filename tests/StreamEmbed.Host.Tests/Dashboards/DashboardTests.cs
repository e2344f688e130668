using System.Text.Json;
using System.Text.RegularExpressions;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Host.Tests.Dashboards;

/// <summary>Dashboards ask for metrics that exist, and tell a stranger what they show and what to do.</summary>
public sealed partial class DashboardTests
{
    public static TheoryData<string> Files => [.. Dashboard.All().Select(dashboard => dashboard.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Queries_AskOnlyForMetricsThatTheCodeDeclares(string file)
    {
        var declared = Repository.FilesBelow("src", "*.cs")
            .SelectMany(path => MetricLiteral().Matches(File.ReadAllText(Repository.At(path))))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet();
        var asked = Queries(file).Concat(Read(file).Variables.Select(variable => Dashboard.Text(variable, "query")))
            .SelectMany(query => Metric().Matches(query))
            .Select(match => match.Value)
            .ToHashSet();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(declared));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_AreQuestionsWithAnAnswerInAUnit(string file) => Assert.All(Read(file).Panels, panel =>
    {
        var defaults = panel.GetProperty("fieldConfig").GetProperty("defaults");
        Assert.EndsWith("?", Dashboard.Text(panel, "title"), StringComparison.Ordinal);
        Assert.True(Dashboard.Text(panel, "description").Length > 40, $"'{Dashboard.Text(panel, "title")}' says too little");
        Assert.NotEqual("", Dashboard.Text(defaults, "unit"));
        Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
    });

    [Theory]
    [MemberData(nameof(Files))]
    public void Queries_MatchJobAndInstance_InEverySelector(string file) => Assert.All(Queries(file), query =>
        Assert.All(Selector().Matches(query), selector =>
        {
            Assert.Contains("job=~\"$job\"", selector.Groups["labels"].Value, StringComparison.Ordinal);
            Assert.Contains("instance=~\"$instance\"", selector.Groups["labels"].Value, StringComparison.Ordinal);
        }));

    [Theory]
    [MemberData(nameof(Files))]
    public void Queries_TakeCountersAsRates_OverTheIntervalOfTheScraping(string file) => Assert.All(Queries(file), query =>
    {
        Assert.Equal(Counter().Count(query), RateOfCounter().Count(query));
        Assert.All(Range().Matches(query), range => Assert.Equal("$__rate_interval", range.Groups["range"].Value));
    });

    [Theory]
    [MemberData(nameof(Files))]
    public void Variables_AreDatasourceJobAndInstance_AndUsedEverywhere(string file)
    {
        var dashboard = Read(file);
        var sources = dashboard.Panels.Select(panel => panel.GetProperty("datasource"))
            .Concat(dashboard.Panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("datasource")));
        var queried = dashboard.Variables.Where(variable => Dashboard.Text(variable, "type") == "query");

        Assert.Equal(["datasource", "job", "instance"], dashboard.Variables.Select(variable => Dashboard.Text(variable, "name")));
        Assert.All(sources, source => Assert.Equal("${datasource}", Dashboard.Text(source, "uid")));

        // 2: asked again when the time range changes, so that instances of an earlier hour can be chosen.
        Assert.All(queried, variable => Assert.Equal(2, variable.GetProperty("refresh").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Layout_IsFixed_AndNothingOverlaps(string file)
    {
        var dashboard = Read(file);
        var cells = dashboard.Panels.SelectMany(Cells).ToArray();

        Assert.False(dashboard.Json.GetProperty("editable").GetBoolean());
        Assert.Equal(dashboard.Panels.Count(), dashboard.Panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(cells.Length, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    private static Dashboard Read(string file) => Dashboard.All().Single(dashboard => dashboard.File == file);

    private static IEnumerable<string> Queries(string file) => Read(file).Queries.Select(query => query.Expression);

    private static IEnumerable<(int X, int Y)> Cells(JsonElement panel)
    {
        var place = panel.GetProperty("gridPos");
        return
            from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
            from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
            select (x, y);
    }

    [GeneratedRegex("\"(?<name>streamembed_[a-z_]+)\"")]
    private static partial Regex MetricLiteral();

    [GeneratedRegex(@"\bstreamembed_[a-z_]+\b")]
    private static partial Regex Metric();

    /// <summary>Every metric is taken as a selector, also one that has forgotten its braces.</summary>
    [GeneratedRegex(@"\bstreamembed_[a-z_]+\b(?:\{(?<labels>[^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\bstreamembed_[a-z_]+_total\b")]
    private static partial Regex Counter();

    [GeneratedRegex(@"\b(?:rate|increase)\(streamembed_[a-z_]+_total\{[^}]*\}\[")]
    private static partial Regex RateOfCounter();

    [GeneratedRegex(@"\[(?<range>[^\]]+)\]")]
    private static partial Regex Range();
}
