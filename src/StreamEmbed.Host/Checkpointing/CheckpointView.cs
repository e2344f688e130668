using Microsoft.Extensions.Logging;
using StreamEmbed.Checkpoints;
using StreamEmbed.Client;
using StreamEmbed.Events;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Logging;
using StreamEmbed.Serving;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Checkpointing;

/// <summary>A checkpoint as readers would see it: items with the vectors that were served, users with vectors pooled from their histories.</summary>
internal static class CheckpointView
{
    /// <summary>Reads the newest whole checkpoint; the number of the view's snapshot is the checkpoint's.</summary>
    /// <param name="directory">Where it is; only read, and maybe in use.</param>
    /// <exception cref="CheckpointException">There are checkpoints, but none can be used.</exception>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static async Task<EmbeddingView> ReadAsync(string directory, StreamEmbedOptions options, Surroundings surroundings, CancellationToken stopping)
    {
        using var loggers = ProgramLogs.Create(options.Logging with { Level = LogLevel.Warning }, surroundings.Error, surroundings.Time);
        var log = loggers.CreateLogger(typeof(CheckpointView));

        // Reading blocks, and a stop should not wait for the end of large files.
        var found = await Task.Run(() => CheckpointFinder.Restore(directory, saved => Read(saved, options.Users), log), stopping).WaitAsync(stopping)
            ?? throw new CommandFailedException($"There is no checkpoint in {directory}.");
        var (items, users, dimension, eventTime) = found.Restored;
        var facts = new SnapshotFacts(found.From.Number, dimension, "", eventTime, DateTimeOffset.FromUnixTimeMilliseconds(found.From.CreatedMs));
        return EmbeddingView.Of(facts, items, users);
    }

    private static (List<ItemRow> Items, List<UserVector> Users, int Dimension, DateTimeOffset EventTime) Read(ISavedState saved, UserOptions options)
    {
        var model = new SavedModel(saved);
        List<ItemRow> items = [.. model.Rows()];
        var vectors = new SavedVectors(items, model.Dimension);
        var histories = new UserHistories(options);
        histories.Restore(SavedUserHistories.Restore(saved));
        histories.TouchAll();
        List<UserHistory> known = [];
        histories.TakeChanges(known, []);
        var eventTime = CheckpointContent.EventTimeOf(SavedSessions.Restore(saved)) ?? LatestOf(known);
        List<UserVector> users = [];
        var vector = new float[model.Dimension];
        foreach (var history in known)
        {
            if (UserVectorPooling.TryPool(history, options, eventTime.ToUnixTimeMilliseconds(), vectors, vector))
            {
                users.Add(new UserVector(history, vector.AsSpan().ToArray(), 0));
            }
        }

        return (items, users, model.Dimension, eventTime);
    }

    private static DateTimeOffset LatestOf(List<UserHistory> histories) =>
        DateTimeOffset.FromUnixTimeMilliseconds(histories.Select(history => history.TimesMs[^1]).DefaultIfEmpty(0).Max());

    private sealed class SavedVectors(IEnumerable<ItemRow> items, int dimension) : IItemVectors
    {
        private readonly Dictionary<ItemId, ItemRow> _items = items.ToDictionary(row => row.Item);

        public int Dimension => dimension;

        public bool TryGetVector(ItemId item, out ReadOnlySpan<float> vector)
        {
            var isKnown = _items.TryGetValue(item, out var row);
            vector = isKnown ? row!.Vector : default;
            return isKnown;
        }
    }
}
