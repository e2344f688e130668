namespace StreamEmbed.Host.Tests.Commands;

/// <summary>A password given in any way must not show up anywhere, whatever goes wrong.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string Password = "hunter2-hunter2";
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"streamembed-{Guid.NewGuid():n}.json");

    public SecretsTests()
    {
        File.WriteAllText(_file, $$"""{ "Kafka": { "Client": { "sasl.username": "shop", "sasl.password": "{{Password}}" } } }""");
    }

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("options", "--config", "FILE")]
    [InlineData("options", "--config", "FILE", "--json")]
    [InlineData("options", "--set", "Kafka:Client:sasl.password=hunter2-hunter2")]
    [InlineData("options", "--set", "Kafka:Client:ssl.key.pem=hunter2-hunter2", "--set", "Sessions:Gap=soon")]
    [InlineData("options", "--set", "Kafka:SaslPassword=hunter2-hunter2")]
    [InlineData("options", "--set", "Kafka:Clients:sasl.password=hunter2-hunter2")]
    [InlineData("options", "--set", "hunter2-hunter2")]
    [InlineData("options", "--config", "FILE", "--set", "Kafka:Partitions=0")]
    public async Task Run_NeverShowsThePassword_WhenOptionsAreListedOrRefused(params string[] arguments)
    {
        var run = await Run.OfAsync([.. arguments.Select(argument => argument.Replace("FILE", _file, StringComparison.Ordinal))]);

        AssertHidden(run);
    }

    [Fact]
    public async Task Options_ShowsThatAPasswordIsSet_WithoutTheValue()
    {
        var run = await Run.WithEnvironmentAsync(new() { ["STREAMEMBED__Kafka__Client__sasl_password"] = Password }, "options");

        AssertHidden(run);
        Assert.Matches(@"Kafka:Client:sasl\.password +\(hidden\) +environment STREAMEMBED__Kafka__Client__sasl_password\n", run.Output);
    }

    [Theory]
    [InlineData("sasl.mechanism=hunter2-hunter2")]
    [InlineData("security.protocol=hunter2-hunter2")]
    [InlineData("debug=all")]
    [InlineData("ssl.key.pem=hunter2-hunter2")]
    [InlineData("no.such.setting=hunter2-hunter2")]
    public async Task Run_NeverShowsThePassword_WhenTheClientIsMisconfiguredOrTalksOfEverything(string setting)
    {
        var run = await Run.OfAsync(
            "similar", "i1", "--bootstrap-servers", "127.0.0.1:1", "--timeout", "500ms", "--config", _file,
            "--set", "Logging:Level=trace", "--set", "Kafka:Client:security.protocol=SASL_PLAINTEXT", "--set", "Kafka:Client:sasl.mechanism=PLAIN",
            "--set", "Kafka:Client:" + setting);

        AssertHidden(run);
        Assert.NotEqual(0, run.Code);
        Assert.NotEmpty(run.Error);
    }

    private static void AssertHidden(Run run)
    {
        Assert.DoesNotContain(Password, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, run.Error, StringComparison.Ordinal);
    }
}
