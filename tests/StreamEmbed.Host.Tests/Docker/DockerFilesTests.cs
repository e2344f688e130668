using System.Text.RegularExpressions;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Http;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Host.Tests.Docker;

/// <summary>No container engine is needed to see that the files agree with the program and with each other.</summary>
public sealed partial class DockerFilesTests
{
    private static readonly string Dockerfile = File.ReadAllText(Repository.At("docker", "Dockerfile"));
    private static readonly string Compose = File.ReadAllText(Repository.At("docker", "compose.yaml"));
    private static readonly string Prometheus = File.ReadAllText(Repository.At("docker", "prometheus", "prometheus.yml"));

    [Fact]
    public void Files_SetOnlyOptionsThatExist()
    {
        var known = OptionSchema.Read().Entries.Select(entry => "STREAMEMBED__" + entry.Key.Replace(":", "__", StringComparison.Ordinal));
        var set = Option().Matches(Dockerfile + Compose).Select(match => match.Value).Distinct().ToArray();

        Assert.NotEmpty(set);
        Assert.Empty(set.Except(known));
    }

    [Fact]
    public void Files_UseThePortOfTheProgram()
    {
        var port = new Uri(new HttpOptions().Address).Port;

        Assert.Contains($"EXPOSE {port}\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"/dev/tcp/127.0.0.1/{port} ", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"STREAMEMBED__Http__Address=http://0.0.0.0:{port}\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"\"127.0.0.1:{port}:{port}\"", Compose, StringComparison.Ordinal);
        Assert.Contains($"port: {port}\n", Prometheus, StringComparison.Ordinal);
    }

    [Fact]
    public void Dockerfile_RestoresEveryProjectBehindTheProgram()
    {
        var projects = Repository.FilesBelow("src", "*.csproj");

        Assert.All(projects, path => Assert.Contains($"COPY {path} {path[..(path.LastIndexOf('/') + 1)]}\n", Dockerfile, StringComparison.Ordinal));
    }

    [Fact]
    public void Compose_PublishesOnThisMachineOnly()
    {
        var ports = Port().Matches(Compose).Select(match => match.Groups["port"].Value).ToArray();

        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void Compose_MountsFilesThatExist()
    {
        var mounted = Mount().Matches(Compose).Select(match => match.Groups["path"].Value).ToArray();

        Assert.NotEmpty(mounted);
        Assert.All(mounted, path => Assert.True(Path.Exists(Path.Combine(Repository.At("docker"), path)), $"{path} does not exist"));
    }

    [GeneratedRegex("STREAMEMBED__\\w+")]
    private static partial Regex Option();

    [GeneratedRegex("""^\s+- "(?<port>[\d.:]+:\d+)"$""", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex(@"^\s+- (?<path>\.\.?/[^:]+):", RegexOptions.Multiline)]
    private static partial Regex Mount();
}
