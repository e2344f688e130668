using StreamEmbed.Host.Configuration;
using StreamEmbed.Kafka.Connection;

namespace StreamEmbed.Host.Tests.Configuration;

public sealed class SecretKeysTests
{
    [Theory]
    [InlineData("Kafka:Client:sasl.password")]
    [InlineData("Kafka:Client:SASL.PASSWORD")]
    [InlineData("Kafka:Client:ssl.key.password")]
    [InlineData("Kafka:Client:ssl.keystore.password")]
    [InlineData("Kafka:Client:ssl.key.pem")]
    [InlineData("Kafka:Client:sasl.oauthbearer.client.secret")]
    [InlineData("Kafka:Client:sasl.oauthbearer.config")]
    [InlineData("Kafka:Client:sasl.oauthbearer.assertion.private.key.passphrase")]
    [InlineData("Kafka:Client:sasl.jaas.config")]
    [InlineData("Kafka:SaslPassword")]
    public void Shown_HidesTheValue_WhenTheKeyNamesASecret(string key)
    {
        Assert.Equal("(hidden)", SecretKeys.Shown(key, "hunter2"));
    }

    [Theory]
    [InlineData("Kafka:Client:sasl.username")]
    [InlineData("Kafka:Client:security.protocol")]
    [InlineData("Kafka:Client:ssl.ca.location")]
    [InlineData("Kafka:BootstrapServers")]
    [InlineData("Sessions:Gap")]
    public void Shown_IsTheValue_WhenTheKeyNamesNoSecret(string key)
    {
        Assert.Equal("plain", SecretKeys.Shown(key, "plain"));
    }

    [Fact]
    public void IsSecret_IsTrueForEverySecretSetting_WhenTheClientLibraryMarksItSo()
    {
        // The settings that librdkafka's own documentation marks as sensitive or that carry a key in their text.
        string[] sensitive =
        [
            "sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password", "sasl.oauthbearer.client.secret",
            "sasl.oauthbearer.config", "sasl.oauthbearer.client.credentials.client.secret",
            "sasl.oauthbearer.assertion.private.key.pem", "sasl.oauthbearer.assertion.private.key.passphrase",
        ];

        Assert.All(sensitive, name => Assert.True(SecretSettings.IsSecret("Kafka:Client:" + name), name));
    }
}
