using System.Text.RegularExpressions;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Core.Tests.Rules;

/// <summary>What a newcomer relies on: links that lead somewhere, scripts that start, a solution that is complete.</summary>
public sealed partial class RepositoryTests
{
    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = File.ReadAllText(Repository.At("StreamEmbed.sln")).Replace('\\', '/');
        var projects = Repository.FilesBelow("src", "*.csproj").Concat(Repository.FilesBelow("tests", "*.csproj"));

        Assert.DoesNotContain(projects, path => !solution.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public void Documents_LinkToFilesThatExist()
    {
        var dead =
            from document in Repository.FilesBelow(".", "*.md")
            from Match link in Link().Matches(File.ReadAllText(Repository.At(document)))
            let target = link.Groups["path"].Value
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(Repository.At(document))!, target))
            select $"{document} links to {target}";

        Assert.Empty(dead);
    }

    [Theory]
    [InlineData("run.sh")]
    [InlineData("test.sh")]
    [InlineData(".ci/run")]
    [InlineData("scripts/build-librdkafka.sh")]
    [InlineData("scripts/kafka-container.sh")]
    public void Scripts_CanBeStarted(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps no execute bit.");
#pragma warning disable CA1416 // the line above skips Windows, which the analyzer cannot see
        Assert.True(File.GetUnixFileMode(Repository.At(path)).HasFlag(UnixFileMode.UserExecute), $"{path} is not executable");
#pragma warning restore CA1416
        Assert.Equal("#!/usr/bin/env bash", File.ReadLines(Repository.At(path)).First());
    }

    /// <summary>Relative links only; an anchor behind the path is not looked at.</summary>
    [GeneratedRegex(@"\]\((?!\w+:|#)(?<path>[^)#\s]+)")]
    private static partial Regex Link();
}
