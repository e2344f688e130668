using StreamEmbed.Client;
using StreamEmbed.Host.Checkpointing;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Asking;

/// <summary>What commands answer from: the serving topic, or a checkpoint.</summary>
internal static class AnswerView
{
    /// <param name="from">A directory of checkpoints; null: the serving topic.</param>
    /// <param name="patience">How long to wait for the topic.</param>
    public static Task<EmbeddingView> ReadAsync(
        StreamEmbedOptions options, string? from, TimeSpan patience, Surroundings surroundings, CancellationToken stopping) => from is null
        ? ServingTopicView.ReadAsync(options, patience, surroundings, stopping)
        : CheckpointView.ReadAsync(from, options, surroundings, stopping);
}
