namespace StreamEmbed.Kafka.Connection;

/// <summary>Kafka cannot be used as it is set up; the message is a sentence for people that says what to mend.</summary>
public sealed class KafkaSetupException(string message, Exception? inner = null) : Exception(message, inner);
