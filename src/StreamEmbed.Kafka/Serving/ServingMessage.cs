namespace StreamEmbed.Kafka.Serving;

/// <summary>Key and value of a record of the serving topic; no value is a tombstone.</summary>
internal readonly record struct ServingMessage(byte[] Key, byte[]? Value);
