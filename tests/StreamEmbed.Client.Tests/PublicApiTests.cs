using System.Reflection;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Client.Tests;

/// <summary>What others build on is written down, so that a change of it is seen in review.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static IEnumerable<Type> Types => typeof(EmbeddingReader).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal);

    [Fact]
    public async Task PublicApi_IsAsWrittenDown()
    {
        var written = await File.ReadAllTextAsync(
            Repository.At("tests", "StreamEmbed.Client.Tests", "PublicApi.txt"), TestContext.Current.CancellationToken);

        Assert.Equal(written, string.Concat(Types.Select(Describe)), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void PublicApi_ShowsNoTypeOfTheKafkaLibraries()
    {
        var foreign = Types.SelectMany(type => type.GetMembers(Declared)).Select(member => member.ToString()!)
            .Where(text => text.Contains("Confluent", StringComparison.Ordinal) || text.Contains("StreamEmbed.Kafka", StringComparison.Ordinal));

        Assert.Empty(foreign);
    }

    // What compilers add to records and structs says nothing.
    private static string Describe(Type type) => string.Concat(
        type.GetMembers(Declared)
            .Where(member => member is not MethodInfo { IsSpecialName: true } && member.Name is not ("Equals" or "GetHashCode" or "ToString" or "<Clone>$" or "Deconstruct" or "value__"))
            .Select(member => $"  {member}\n")
            .Order(StringComparer.Ordinal)
            .Prepend($"{type.FullName}\n"));
}
