using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Topics;
using StreamEmbed.TestKit.Kafka;

namespace StreamEmbed.Kafka.Tests.RealBroker;

public sealed class TopicSetupTests(RealKafka kafka)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnsureAsync_MakesTheTopics_WhenTheyAreMissing()
    {
        var room = new RealKafkaRoom(kafka);

        await Setup(room).EnsureAsync(TopicPlan.OfService(room.Options), Stop);

        Assert.Equal([0, 1], await ClicksPartitions.DiscoverAsync(room.Clients, room.Options.ClicksTopic, Stop));
        Assert.Equal("compact", await SettingAsync(room, room.Options.ServingTopic, "cleanup.policy"));
        Assert.Equal("delete", await SettingAsync(room, room.Options.ClicksTopic, "cleanup.policy"));
        Assert.Equal("4194304", await SettingAsync(room, room.Options.DeadLetterTopic, "max.message.bytes"));
        Assert.Equal(4, room.Loggers.Texts(LogLevel.Information).Count);
        Assert.Empty(room.Loggers.Texts(LogLevel.Warning));
    }

    [Fact]
    public async Task EnsureAsync_DoesNothing_WhenTheyAreThere()
    {
        var room = new RealKafkaRoom(kafka);
        await Setup(room).EnsureAsync(TopicPlan.OfService(room.Options), Stop);
        var lines = room.Loggers.Texts(LogLevel.Information).Count;

        await Setup(room).EnsureAsync(TopicPlan.OfService(room.Options with { Partitions = 7 }), Stop);

        Assert.Equal(lines, room.Loggers.Texts(LogLevel.Information).Count);
        Assert.Equal([0, 1], await ClicksPartitions.DiscoverAsync(room.Clients, room.Options.ClicksTopic, Stop));
    }

    [Fact]
    public async Task EnsureAsync_SaysTheCommandsThatWork_WhenItMayNotMakeThem()
    {
        var room = new RealKafkaRoom(kafka, options => options with { CreateTopics = false, Replication = 1 });
        TopicPlan[] plans = [TopicPlan.Serving(room.Options), TopicPlan.Late(room.Options)];

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(() => Setup(room).EnsureAsync(plans, Stop));

        Assert.StartsWith(
            $"Kafka at {room.Options.BootstrapServers} has no topic '{room.Options.ServingTopic}', '{room.Options.LateTopic}', and Kafka:CreateTopics is off. To make them:",
            thrown.Message,
            StringComparison.Ordinal);
        var tool = $"kafka-topics.sh --bootstrap-server {room.Options.BootstrapServers} ";
        var commands = thrown.Message.Split('\n').Skip(1).Select(line => line.Trim()).ToList();
        Assert.Equal(2, commands.Count);
        foreach (var command in commands)
        {
            Assert.StartsWith(tool, command, StringComparison.Ordinal);
            kafka.Tool("topics", command[tool.Length..].Split(' '));
        }

        await Setup(room).EnsureAsync(plans, Stop);
        Assert.Equal("compact", await SettingAsync(room, room.Options.ServingTopic, "cleanup.policy"));
        Assert.Empty(room.Loggers.Texts(LogLevel.Warning));
    }

    [Fact]
    public async Task EnsureAsync_SaysWhatToRaise_WhenARecordCanBeLargerThanTheTopicTakes()
    {
        var room = new RealKafkaRoom(kafka);
        var settings = new Dictionary<string, string>(TopicPlan.Serving(room.Options).Settings) { ["max.message.bytes"] = "5000" };
        var plan = TopicPlan.Serving(room.Options) with { Settings = settings, LargestRecord = 5_001 };

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(() => Setup(room).EnsureAsync([plan], Stop));

        Assert.StartsWith(
            $"A record of topic '{room.Options.ServingTopic}' can have 5001 bytes, but max.message.bytes of topic '{room.Options.ServingTopic}' is 5000: raise it, or lower ",
            thrown.Message,
            StringComparison.Ordinal);
        await Setup(room).EnsureAsync([plan with { LargestRecord = 5_000 }], Stop);
    }

    [Fact]
    public async Task EnsureAsync_SaysWhatToRaise_WhenARecordCanBeLargerThanTheClientSends()
    {
        var room = new RealKafkaRoom(kafka);

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(() => Setup(room).EnsureAsync(TopicPlan.OfService(room.Options, 1_000_001), Stop));

        Assert.StartsWith(
            $"A record of topic '{room.Options.ServingTopic}' can have 1000001 bytes, but Kafka:Client:message.max.bytes is 1000000: raise it, or lower ",
            thrown.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureAsync_SaysWhatTheBrokerSays_WhenItRefuses()
    {
        var room = new RealKafkaRoom(kafka, options => options with { Replication = 3 });

        var thrown = await Assert.ThrowsAsync<KafkaSetupException>(() => Setup(room).EnsureAsync([TopicPlan.Clicks(room.Options)], Stop));

        Assert.Contains("the broker refuses to make it (", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("--replication-factor 3", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureAsync_Warns_WhenTheServingTopicIsNotCompacted()
    {
        var room = new RealKafkaRoom(kafka);
        kafka.Tool("topics", ["--create", "--topic", room.Options.ServingTopic, "--partitions", "1", "--config", "cleanup.policy=compact,delete"]);

        await Setup(room).EnsureAsync([TopicPlan.Serving(room.Options)], Stop);

        var warning = Assert.Single(room.Loggers.Texts(LogLevel.Warning));
        Assert.Contains($"The serving topic {room.Options.ServingTopic} has cleanup.policy=", warning, StringComparison.Ordinal);
        Assert.Contains("kafka-configs.sh ", warning, StringComparison.Ordinal);
    }

    private static TopicSetup Setup(RealKafkaRoom room) => new(room.Clients, room.Loggers.CreateLogger<TopicSetup>());

    private static async Task<string> SettingAsync(RealKafkaRoom room, string topic, string setting)
    {
        using var admin = room.Clients.Admin("test");
        var found = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]);
        return found[0].Entries[setting].Value;
    }
}
