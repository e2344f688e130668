using Confluent.Kafka;

namespace StreamEmbed.Kafka.Serving;

/// <summary>A record of the serving topic as it is sent; no value is a tombstone, no headers are none.</summary>
internal readonly record struct ServingMessage(byte[] Key, byte[]? Value, Headers? Headers);
