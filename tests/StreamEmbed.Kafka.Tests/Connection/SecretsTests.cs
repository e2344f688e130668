using Microsoft.Extensions.Logging;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Kafka.Tests.Connection;

public sealed class SecretsTests
{
    private const string Password = "correct-horse-battery-staple";
    private readonly RecordingLoggers _loggers = new(LogLevel.Trace);

    [Theory]
    [InlineData("sasl.password", true)]
    [InlineData("ssl.key.password", true)]
    [InlineData("ssl.key.pem", true)]
    [InlineData("sasl.oauthbearer.client.secret", true)]
    [InlineData("ssl.keystore.location", false)]
    [InlineData("sasl.oauthbearer.token.endpoint.url", false)]
    [InlineData("sasl.username", false)]
    public void IsSecret_TellsApart_WhatMayBeShown(string setting, bool secret) => Assert.Equal(secret, SecretSettings.IsSecret(setting));

    [Fact]
    public async Task ThePassword_IsInNoLine_WhenEverythingIsLoggedAndTheLogInFails()
    {
        // The embedded broker knows no SASL, so the log-in fails; debug=all makes the library print its whole configuration.
        using var broker = new EmbeddedBroker();
        var clients = new KafkaClients(Options(("sasl.mechanism", "PLAIN"), ("debug", "all")), _loggers.Factory, embedded: broker);
        using var timeOut = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeOut.CancelAfter(TimeSpan.FromSeconds(4));

        using (var producer = clients.Producer("test"))
        using (var consumer = clients.Consumer("test", watched: true))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => ClusterMetadata.ReadAsync(clients, timeOut.Token));
        }

        Assert.Contains(_loggers.Lines, line => line.Text.Contains("sasl.username", StringComparison.Ordinal));
        Assert.DoesNotContain(_loggers.Lines, line => Shows(line.Text) || Shows(line.Exception?.ToString()));
    }

    [Fact]
    public void ThePassword_IsNotInTheError_WhenTheLibraryQuotesItAsAWrongValue()
    {
        // As when somebody mixes up two lines: the library quotes the value that it does not accept.
        var clients = new KafkaClients(Options(("security.protocol", Password)), _loggers.Factory);

        var thrown = Assert.Throws<KafkaSetupException>(() => clients.Producer("test"));

        Assert.StartsWith("Kafka:Client is not accepted by the Kafka library: ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("[hidden]", thrown.Message, StringComparison.Ordinal);
        Assert.False(Shows(thrown.ToString()), thrown.ToString());
    }

    [Fact]
    public void Hide_BlotsOutEachSecret_WhenOneIsPartOfAnother()
    {
        var secrets = new Secrets(new Dictionary<string, string>
        {
            ["sasl.password"] = "abc",
            ["ssl.key.password"] = "abcdef",
            ["sasl.username"] = "shop",
            ["ssl.keystore.password"] = "",
        });

        Assert.Equal("shop: [hidden], [hidden]", secrets.Hide("shop: abcdef, abc"));
    }

    [Fact]
    public void ThePassword_IsNotInTheOptionsText() => Assert.False(Shows(Options().ToString()));

    private static bool Shows(string? text) => text?.Contains(Password, StringComparison.Ordinal) ?? false;

    private static KafkaOptions Options(params (string Key, string Value)[] more)
    {
        var client = new Dictionary<string, string>
        {
            ["security.protocol"] = "SASL_PLAINTEXT",
            ["sasl.username"] = "shop",
            ["sasl.password"] = Password,
        };
        foreach (var (key, value) in more)
        {
            client[key] = value;
        }

        return new KafkaOptions { BootstrapServers = "127.0.0.1:1", Client = client };
    }
}
