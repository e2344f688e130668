using System.Text.Json;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Host.Tests.Dashboards;

/// <summary>A Grafana dashboard of this repository, as far as the tests look at it.</summary>
/// <param name="File">Path from the root of the repository.</param>
/// <param name="Json">The whole dashboard.</param>
internal sealed record Dashboard(string File, JsonElement Json)
{
    public IEnumerable<JsonElement> Panels => Json.GetProperty("panels").EnumerateArray().Where(panel => Text(panel, "type") != "row");

    public IEnumerable<JsonElement> Variables => Json.GetProperty("templating").GetProperty("list").EnumerateArray();

    /// <summary>All queries with the title of their panel.</summary>
    public IEnumerable<(string Panel, string Expression)> Queries =>
        from panel in Panels
        from target in panel.GetProperty("targets").EnumerateArray()
        select (Text(panel, "title"), Text(target, "expr"));

    public static IEnumerable<Dashboard> All() => Repository.FilesBelow("dashboards", "*.json")
        .Select(path => new Dashboard(path, JsonDocument.Parse(System.IO.File.ReadAllText(Repository.At(path))).RootElement));

    public static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";
}
