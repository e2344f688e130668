using System.Text.RegularExpressions;
using StreamEmbed.Host.Tests.Commands;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Host.Tests.Documents;

/// <summary>What documents say must exist: files they link to, commands and flags they show.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents =>
        [.. Repository.FilesBelow("docs", "*.md"), "README.md", "CONTRIBUTING.md"];

    public static TheoryData<string> Commands =>
        [.. Documents.SelectMany(document => CommandLines(document.Data)).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_LeadToFilesThatExist(string document)
    {
        var folder = Path.GetDirectoryName(Repository.At(document))!;
        var dead = Link().Matches(File.ReadAllText(Repository.At(document)))
            .Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])));

        Assert.Empty(dead);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task CommandLines_UseCommandsAndFlagsThatExist(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // This one's commands stand behind a word for all of them.
        var command = words[0] == "checkpoint" ? words[..2] : words[..1];
        var help = await Run.OfAsync([.. command, "--help"]);

        Assert.Equal(0, help.Code);
        Assert.Contains($"streamembed {string.Join(' ', command)}", help.Output, StringComparison.Ordinal);
        Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), flag => Assert.Contains(flag, help.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_ShowsCommands() => Assert.NotEmpty(CommandLines("README.md"));

    /// <summary>Lines of shell blocks that run the program with a command, without the script's name and comments.</summary>
    private static IEnumerable<string> CommandLines(string document) => ShellBlock().Matches(File.ReadAllText(Repository.At(document)))
        .SelectMany(block => block.Groups["lines"].Value.Split('\n'))
        .Select(line => line.Split('#')[0].Trim())
        .Where(line => line.StartsWith("./run.sh ", StringComparison.Ordinal))
        .Select(line => line["./run.sh ".Length..].Trim());

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```sh\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
