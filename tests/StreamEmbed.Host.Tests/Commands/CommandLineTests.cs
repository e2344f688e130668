namespace StreamEmbed.Host.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("run")]
    [InlineData("options")]
    [InlineData("replay")]
    [InlineData("similar")]
    [InlineData("recommend")]
    public async Task Help_ShowsAnExampleAndTheSharedFlags_OnEveryCommand(string command)
    {
        var run = await Run.OfAsync(command, "--help");

        Assert.Equal(0, run.Code);
        Assert.Contains("--set", run.Output, StringComparison.Ordinal);
        Assert.Contains("--config", run.Output, StringComparison.Ordinal);
        Assert.Matches($@"Examples?:\s+streamembed {command}\b", run.Output);
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'optins'.", "optins")]
    [InlineData("--set needs KEY=VALUE, for example --set Sessions:Gap=5m.", "options", "--set", "hunter2")]
    [InlineData("There is no option Sessions:Gab (flag --set). Did you mean Sessions:Gap?", "options", "--set", "Sessions:Gab=5m")]
    [InlineData("Required argument missing for command: 'replay'.", "replay", "--bootstrap-servers", "one:9092")]
    [InlineData("--speed must be max or a factor such as 60x, but is 'fast'.", "replay", "clicks.csv", "--speed", "fast")]
    [InlineData("No broker is named: give --bootstrap-servers HOST:PORT, or set Kafka:BootstrapServers in the configuration file or the environment.", "replay", "clicks.csv")]
    [InlineData("The configuration file nowhere.json does not exist.", "options", "--config", "nowhere.json")]
    public async Task RunAsync_ReturnsTwoAndSaysWhy_WhenUsedWrongly(string sentence, params string[] arguments)
    {
        var run = await Run.OfAsync(arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains($"streamembed: {sentence}\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("options", "optins")]
    [InlineData("--speed", "replay", "clicks.csv", "--sped", "max")]
    public async Task RunAsync_SuggestsTheNearestWord_WhenOneIsMisspelt(string meant, params string[] arguments)
    {
        var run = await Run.OfAsync(arguments);

        Assert.Contains($"Did you mean {meant}?\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_TakesTheShortFlag_WhenACommandNeedsABroker()
    {
        var run = await Run.OfAsync("similar", "-7", "--bootstrap-servers", "127.0.0.1:1", "--timeout", "1ms");

        Assert.Equal(1, run.Code);
        Assert.Contains("Topic embeddings of 127.0.0.1:1 could not be read", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_ListsValuesAndOrigins_WhenTheyAreValid()
    {
        var run = await Run.WithEnvironmentAsync(new() { ["STREAMEMBED__Sessions__Gap"] = "90s" }, "options", "--set", "Kafka:BootstrapServers=one:9092", "--json");

        Assert.Equal(0, run.Code);
        Assert.Contains("""{"key":"Kafka:BootstrapServers","value":"one:9092","origin":"flag --set"}""", run.Output, StringComparison.Ordinal);
        Assert.Contains("""{"key":"Sessions:Gap","value":"90s","origin":"environment STREAMEMBED__Sessions__Gap"}""", run.Output, StringComparison.Ordinal);
        Assert.Contains("""{"key":"Users:HalfLife","value":"off","origin":"default"}""", run.Output, StringComparison.Ordinal);
    }
}
