using System.Xml.Linq;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Core.Tests.Rules;

/// <summary>References go one way: Core knows nobody, and only one project knows Kafka.</summary>
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["StreamEmbed.Core"] = [],
        ["StreamEmbed.Pipeline"] = ["StreamEmbed.Core"],
        ["StreamEmbed.Kafka"] = ["StreamEmbed.Core"],
        ["StreamEmbed.Checkpoints"] = ["StreamEmbed.Core"],
        ["StreamEmbed.Client"] = ["StreamEmbed.Core", "StreamEmbed.Kafka"],
        ["StreamEmbed.Host"] =
            ["StreamEmbed.Checkpoints", "StreamEmbed.Client", "StreamEmbed.Core", "StreamEmbed.Kafka", "StreamEmbed.Pipeline"],
    };

    [Fact]
    public void Projects_ReferenceOnlyWhatTheirLayerMayKnow()
    {
        var references = Projects().ToDictionary(project => project.Name, project => Includes(project.File, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order(StringComparer.Ordinal).ToArray());

        Assert.Equal(AllowedReferences.Keys.Order(), references.Keys.Order());
        Assert.All(references, project => Assert.Empty(project.Value.Except(AllowedReferences[project.Key])));
    }

    [Fact]
    public void Core_NeedsNoPackageAtRunTime()
    {
        var core = Projects().Single(project => project.Name == "StreamEmbed.Core").File;

        var packages = core.Descendants("PackageReference").Where(package => (string?)package.Attribute("PrivateAssets") != "all");

        Assert.Empty(packages.Select(package => (string?)package.Attribute("Include")));
    }

    [Fact]
    public void Kafka_IsTheOnlyProjectThatKnowsTheKafkaClient()
    {
        var packages = Projects().Where(project => Includes(project.File, "PackageReference").Contains("Confluent.Kafka"));
        var sources = Repository.FilesBelow("src", "*.cs")
            .Where(path => !path.StartsWith("src/StreamEmbed.Kafka/", StringComparison.Ordinal))
            .Where(path => File.ReadAllText(Repository.At(path)).Contains("Confluent.", StringComparison.Ordinal));

        Assert.Equal(["StreamEmbed.Kafka"], packages.Select(project => project.Name));
        Assert.Empty(sources);
    }

    private static IEnumerable<(string Name, XDocument File)> Projects() =>
        Repository.FilesBelow("src", "*.csproj").Select(path => (Path.GetFileNameWithoutExtension(path), XDocument.Load(Repository.At(path))));

    private static string[] Includes(XDocument project, string element) =>
        [.. project.Descendants(element).Select(reference => (string?)reference.Attribute("Include") ?? "")];
}
