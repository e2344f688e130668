namespace StreamEmbed.Client;

/// <summary>Which serving topic an <see cref="EmbeddingReader"/> follows, and how it connects.</summary>
public sealed record EmbeddingReaderOptions
{
    /// <summary>Brokers to ask first, <c>host:port[,host:port]</c>.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>The serving topic.</summary>
    public string Topic { get; init; } = "embeddings";

    /// <summary>
    /// Any librdkafka setting by its own name, for example <c>security.protocol</c> or <c>sasl.password</c>. A consumer group
    /// is named (<c>group.id</c>), since the library asks for one, but never joined: each reader reads everything.
    /// </summary>
    public IReadOnlyDictionary<string, string> ClientSettings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Least time between two views that differ in users only. A view costs what changed, plus a small share of the whole
    /// (8 bytes for 256 rows), which at every single record would add up.
    /// </summary>
    public TimeSpan UsersEvery { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Whether searches are exact unless they are asked otherwise. Approximate ones look only where near items are likely:
    /// faster from about 10,000 items on, the more so the more structure the vectors have; where they have none, nothing is won.
    /// </summary>
    public bool Exact { get; init; } = true;

    /// <summary>
    /// Called with a partition and an offset when all records before it are read and held; null when nobody asks. Runs on the
    /// reader's thread, which waits for it, and must not throw.
    /// </summary>
    public Action<int, long>? Processed { get; init; }

    /// <summary>The clock that ages are measured by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
