using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Checkpoints;
using StreamEmbed.Sessions;
using StreamEmbed.Users;

namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>All that the newest checkpoint of a directory holds, by the names of its parts, to be compared with another.</summary>
internal static class CheckpointContents
{
    /// <summary>Part → hash of its bytes; a record of a table is a part.</summary>
    public static SortedDictionary<string, string> Read(string directory) =>
        CheckpointFinder.Restore(directory, saved => Read((Checkpoint)saved), NullLogger.Instance)?.Restored
        ?? throw new InvalidOperationException($"There is no checkpoint in {directory}.");

    /// <summary>The parts that differ, at most a few of them; empty when there are none.</summary>
    public static string Difference(SortedDictionary<string, string> one, SortedDictionary<string, string> other)
    {
        var parts = one.Keys.Union(other.Keys).Where(part => one.GetValueOrDefault(part) != other.GetValueOrDefault(part)).Order(StringComparer.Ordinal).ToList();
        return parts.Count == 0 ? "" : $"{parts.Count} parts differ: {string.Join(", ", parts.Take(12))}";
    }

    private static SortedDictionary<string, string> Read(Checkpoint checkpoint)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in checkpoint.Sections.Where(section => section.Name is not ("sessions" or "users")))
        {
            var content = checkpoint.FindSection(section.Name)!;
            parts.Add(section.Name, Hash(content.ReadBytes(content.Remaining)));
        }

        foreach (var name in checkpoint.Tables)
        {
            using var table = checkpoint.OpenTable(name)!;
            while (table.Read())
            {
                parts.Add($"{name}[{table.Key}]", Hash(table.Record.ReadBytes(table.Record.Remaining)));
            }
        }

        AddSessions(parts, SavedSessions.Restore(checkpoint));
        AddUsers(parts, SavedUserHistories.Restore(checkpoint));
        return parts;
    }

    // Open sessions have no order.
    private static void AddSessions(SortedDictionary<string, string> parts, IReadOnlyList<PartitionSessionsState> partitions)
    {
        foreach (var partition in partitions)
        {
            var name = $"sessions {partition.Partition}";
            parts.Add(name, $"{partition.WatermarkMs} {Text(partition.EarlierUsers)} {Text(partition.EarlierCloseMs)} {Text(partition.EarlierCounts)} {Text(partition.EarlierItems)}");
            parts.Add(name + " waiting clicks", string.Join(", ", Enumerable.Range(0, partition.WaitingClicks.Count).Select(i => partition.WaitingClicks.Clicks[i])));
            parts.Add(name + " waiting", string.Join(", ", partition.Waiting.Select(session => $"{session.Key} {session.User} {Text(session.Items)} {Text(session.Earlier)}").Order(StringComparer.Ordinal)));
            var at = 0;
            for (var i = 0; i < partition.Users.Length; i++)
            {
                var events = at..(at + partition.EventCounts[i]);
                at = events.End.Value;
                parts.Add(
                    $"{name} open {partition.Users[i]} {partition.Offsets[events][0]}",
                    $"{partition.Minutes[i]} {partition.TakenInMinute[i]} {Text(partition.Items[events])} {Text(partition.TimesMs[events])} {Text(partition.Offsets[events])} {Text(partition.Weights[events])} {Text(partition.IsClickPending[events])}");
            }
        }
    }

    // Users are in the order in which their last clicks arrived, and that of partitions to each other is chance.
    private static void AddUsers(SortedDictionary<string, string> parts, UserHistoriesState histories)
    {
        var at = 0;
        for (var i = 0; i < histories.Users.Length; i++)
        {
            var visits = at..(at + histories.VisitCounts[i]);
            at = visits.End.Value;
            parts.Add($"user {histories.Users[i]}", $"{Text(histories.Items[visits])} {Text(histories.TimesMs[visits])} {Text(histories.Weights[visits])}");
        }

        parts.Add("users changed", Text(histories.Changed.Order(StringComparer.Ordinal)));
        parts.Add("users forgotten", Text(histories.Forgotten.Order(StringComparer.Ordinal)));
    }

    private static string Text<T>(IEnumerable<T> values) => string.Join(' ', values);

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
