using System.Text.RegularExpressions;
using System.Xml.Linq;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Core.Tests.Rules;

/// <summary>A reader finds a type by its name: small files, one type each, folders named like namespaces.</summary>
public sealed partial class FileTests
{
    private const int MaxLines = 400;

    /// <summary>Files with several types, each with its reason.</summary>
    private static readonly Dictionary<string, string> SeveralTypesAllowed = [];

    /// <summary>Folders that are no namespace, each with its reason.</summary>
    private static readonly Dictionary<string, string> FoldersOnly = new()
    {
        ["src/StreamEmbed.Host/Exposition/Plain"] = "one of two forms of the same types, chosen by the feed",
        ["src/StreamEmbed.Host/Exposition/PrometheusNet"] = "the other of them",
    };

    [Fact]
    public void Sources_StayShort()
    {
        var tooLong = Sources().Select(path => (Path: path, Lines: File.ReadLines(Repository.At(path)).Count()))
            .Where(file => file.Lines > MaxLines)
            .Select(file => $"{file.Path} has {file.Lines} lines");

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Sources_HoldOneTypeEach_NamedLikeTheFile()
    {
        var wrong = Sources().Where(path => !SeveralTypesAllowed.ContainsKey(path))
            .Select(path => (Path: path, Types: TopLevelTypes(path), Name: Path.GetFileName(path).Split('.')[0]))
            .Where(file => file.Name != "Program" && !file.Types.SequenceEqual([file.Name]))
            .Select(file => $"{file.Path} holds {string.Join(", ", file.Types)}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Sources_HaveTheNamespaceOfTheirFolder()
    {
        var wrong = Sources().Select(path => (Path: path, Declared: Namespace(path), Expected: NamespaceOfFolder(path)))
            .Where(file => file.Declared is not null && file.Declared != file.Expected)
            .Select(file => $"{file.Path} declares {file.Declared}, not {file.Expected}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void Sources_LeaveNothingForLater()
    {
        var marked = Sources().Where(path => Later().IsMatch(File.ReadAllText(Repository.At(path))));

        Assert.Empty(marked);
    }

    private static IReadOnlyList<string> Sources() => Repository.FilesBelow("src", "*.cs");

    private static string[] TopLevelTypes(string path) =>
        [.. TopLevelType().Matches(File.ReadAllText(Repository.At(path))).Select(match => match.Groups["name"].Value).Distinct()];

    private static string? Namespace(string path) =>
        FileNamespace().Match(File.ReadAllText(Repository.At(path))) is { Success: true } match ? match.Groups["name"].Value : null;

    private static string NamespaceOfFolder(string path)
    {
        var parts = path.Split('/');
        var project = XDocument.Load(Repository.At("src", parts[1], parts[1] + ".csproj"));
        var root = project.Descendants("RootNamespace").SingleOrDefault()?.Value ?? parts[1];
        var folders = FoldersOnly.ContainsKey(string.Join('/', parts[..^1])) ? parts[2..^2] : parts[2..^1];
        return string.Join('.', [root, .. folders]);
    }

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe) )*"
        + @"(?:class|struct|interface|enum|record struct|record class|record|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Later();
}
