using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Client.Tests;

/// <summary>The package that services reference.</summary>
public sealed class PackageTests
{
    [Fact]
    public async Task Pack_HoldsTheLibrary_ItsDocumentation_AndAReadme()
    {
        var folder = Directory.CreateTempSubdirectory("package");
        try
        {
            await PackAsync(folder.FullName);
            using var package = await ZipFile.OpenReadAsync(
                Assert.Single(Directory.GetFiles(folder.FullName, "StreamEmbed.Client.*.nupkg")), TestContext.Current.CancellationToken);
            var names = package.Entries.Select(entry => entry.FullName).ToList();

            Assert.Contains("lib/net10.0/StreamEmbed.Client.dll", names);
            Assert.Contains("SimilarItems", await ReadAsync(package, "lib/net10.0/StreamEmbed.Client.xml"), StringComparison.Ordinal);
            Assert.Contains("EmbeddingReader.Start", await ReadAsync(package, "README.md"), StringComparison.Ordinal);
            var facts = XDocument.Parse(await ReadAsync(package, "StreamEmbed.Client.nuspec"));
            string Fact(string name) => Assert.Single(facts.Descendants(), element => element.Name.LocalName == name).Value;
            Assert.Equal(("README.md", "Apache-2.0", "StreamEmbed.Client"), (Fact("readme"), Fact("license"), Fact("id")));
            Assert.Equal(
                ["StreamEmbed.Core", "StreamEmbed.Kafka"],
                facts.Descendants().Where(element => element.Name.LocalName == "dependency")
                    .Select(element => element.Attribute("id")!.Value).Where(id => id.StartsWith("StreamEmbed", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What these tests were built with is packed as it is.
    private static async Task PackAsync(string folder)
    {
        var configuration = AppContext.BaseDirectory.Contains("debug", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release";
        using var pack = Process.Start(new ProcessStartInfo(
            "dotnet", ["pack", Repository.At("src", "StreamEmbed.Client"), "--no-build", "--no-restore", "-c", configuration, "-o", folder, "-nologo", "-v", "q"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await pack.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(pack.ExitCode == 0, output);
    }

    private static async Task<string> ReadAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(await package.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
