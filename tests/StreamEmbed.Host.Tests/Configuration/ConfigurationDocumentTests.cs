using StreamEmbed.Host.Configuration;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Host.Tests.Configuration;

public sealed class ConfigurationDocumentTests
{
    private const string Mark = "<!-- options: made from the option records, checked by a test -->\n";

    [Fact]
    public void Tables_EqualTheDocument_WhenNobodyForgotToRenewIt()
    {
        var path = Repository.At("docs", "configuration.md");
        var text = File.ReadAllText(path);
        var end = text.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        var expected = text[..end] + "\n" + OptionDocument.Tables(OptionSchema.Read());
        if (Environment.GetEnvironmentVariable("STREAMEMBED_UPDATE_DOCS") == "true")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(text == expected, "docs/configuration.md is not what the option records say. Renew it with: "
            + "STREAMEMBED_UPDATE_DOCS=true dotnet test tests/StreamEmbed.Host.Tests --filter ConfigurationDocumentTests");
    }

    [Fact]
    public void Read_GivesEveryOptionADescription_WhenRecordsAreDocumented()
    {
        var silent = OptionSchema.Read().Entries.Where(entry => entry.Description.Length == 0).Select(entry => entry.Key);

        Assert.Empty(silent);
    }
}
