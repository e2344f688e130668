using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Topics;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Kafka.Tests.RealBroker;

/// <summary>A broker that asks for a user name and a password.</summary>
public sealed class LogInTests(LogInTests.GuardedKafka guarded) : IClassFixture<LogInTests.GuardedKafka>
{
    private const string Password = "correct-horse-battery-staple";
    private const string WrongPassword = "wrong-horse-battery-staple";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnsureAsync_Works_WhenThePasswordIsRight()
    {
        var room = new RealKafkaRoom(guarded.Kafka, options => WithLogIn(options, Password));

        await new TopicSetup(room.Clients, room.Loggers.CreateLogger<TopicSetup>()).EnsureAsync([TopicPlan.Clicks(room.Options)], Stop);

        Assert.Equal(2, (await ClicksPartitions.DiscoverAsync(room.Clients, room.Options.ClicksTopic, Stop)).Count);
        Assert.DoesNotContain(room.Loggers.Lines, line => line.Text.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EnsureAsync_EndsWithASentence_WhenThePasswordIsWrong()
    {
        var room = new RealKafkaRoom(guarded.Kafka, options => WithLogIn(options, WrongPassword));

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(
            () => new TopicSetup(room.Clients, room.Loggers.CreateLogger<TopicSetup>()).EnsureAsync([TopicPlan.Clicks(room.Options)], Stop));

        Assert.StartsWith($"Kafka at {room.Options.BootstrapServers} refuses the log-in: ", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(WrongPassword, thrown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(room.Loggers.Lines, line => (line.Text + line.Exception).Contains(WrongPassword, StringComparison.Ordinal));
    }

    private static KafkaOptions WithLogIn(KafkaOptions options, string password) => options with
    {
        Client = new Dictionary<string, string>
        {
            ["security.protocol"] = "SASL_PLAINTEXT",
            ["sasl.mechanism"] = "PLAIN",
            ["sasl.username"] = "shop",
            ["sasl.password"] = password,
            ["debug"] = "all",
        },
    };

    public sealed class GuardedKafka : IDisposable
    {
        public RealKafka Kafka { get; } = RealKafka.With(
            "listener.security.protocol.map=PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms=PLAIN",
            "sasl.mechanism.inter.broker.protocol=PLAIN",
            "listener.name.plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required "
                + $"username=\"admin\" password=\"admin\" user_admin=\"admin\" user_shop=\"{Password}\";");

        public void Dispose() => Kafka.Dispose();
    }
}
