using System.Text.RegularExpressions;
using StreamEmbed.Checkpoints.Faults;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Checkpoints.Tests;

public sealed partial class RecoveryDocumentTests
{
    [Fact]
    public void Document_NamesTheStepsInTheirOrder()
    {
        var document = File.ReadAllText(Repository.At("docs/recovery.md"));

        Assert.Equal([.. CommitStep.All, .. PublishStep.All], Step().Matches(document).Select(match => match.Groups["name"].Value));
    }

    [GeneratedRegex(@"^\| (?:P?\d+|[A-C]) \| `(?<name>[\w-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Step();
}
