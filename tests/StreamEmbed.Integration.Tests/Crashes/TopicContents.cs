using System.Runtime.InteropServices;
using StreamEmbed.Client;

namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>What a reader of a serving topic holds, byte for byte.</summary>
internal static class TopicContents
{
    public static EmbeddingReader Follow(string servers, string topic) => EmbeddingReader.Start(new EmbeddingReaderOptions
    {
        BootstrapServers = servers,
        Topic = topic,
        ClientSettings = new Dictionary<string, string> { ["fetch.wait.max.ms"] = "20" },
    });

    /// <summary>What a reader has that begins now.</summary>
    public static async Task<EmbeddingView> ReadAsync(string servers, string topic, CancellationToken cancellationToken)
    {
        using var reader = Follow(servers, topic);
        await reader.WaitUntilCaughtUpAsync(cancellationToken);
        return reader.Status.IsWhole ? reader.Current : throw new InvalidOperationException($"The last snapshot of {topic} is not whole.");
    }

    /// <summary>Item → the bytes of its vector.</summary>
    public static Dictionary<string, string> Items(EmbeddingView view) => view.Items.ToDictionary(item => item.Id, item => Hex(item.Vector));

    /// <summary>User → the bytes of the vector and the recent items.</summary>
    public static Dictionary<string, string> Users(EmbeddingView view) => view.Users.ToDictionary(
        user => user.Id,
        user => Hex(user.Vector) + string.Concat(Enumerable.Range(0, user.RecentCount).Select(i => $" {user.Recent(i)}")));

    private static string Hex(ReadOnlySpan<float> vector) => Convert.ToHexString(MemoryMarshal.AsBytes(vector));
}
