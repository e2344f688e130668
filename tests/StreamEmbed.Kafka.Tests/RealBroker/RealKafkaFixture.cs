using StreamEmbed.TestKit.Kafka;

[assembly: AssemblyFixture(typeof(RealKafka))]
