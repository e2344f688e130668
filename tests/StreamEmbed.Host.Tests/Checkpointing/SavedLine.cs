using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Checkpoints;
using StreamEmbed.Events;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Ports;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.TestKit.Time;
using StreamEmbed.Training;
using StreamEmbed.Users;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Host.Tests.Checkpointing;

/// <summary>What a service would have saved: a small model that grows, open sessions, users and positions. Writes as the service does.</summary>
internal sealed class SavedLine : IDisposable
{
    public const int Dimension = 8;

    // 2024-01-01T00:00:00Z.
    private const long StartMs = 1_704_067_200_000;

    private readonly CheckpointDirectory _directory;
    private readonly UserHistories _users = new(new UserOptions());
    private readonly SessionTracker _tracker = new(new SessionOptions(), [0, 1]);
    private long _sessions;

    public SavedLine(string path)
    {
        _directory = new CheckpointDirectory(
            path, 3, NoFaults.Instance, new ManualTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(StartMs)), NullLogger<CheckpointDirectory>.Instance);
    }

    public ItemEmbeddings Model { get; } = new(new TrainingOptions { Dimension = Dimension }, new VocabularyOptions());

    /// <summary>Trains a few more sessions; their users stay, and so does one open session a partition.</summary>
    public void Learn()
    {
        for (var end = _sessions + 30; _sessions < end; _sessions++)
        {
            var timeMs = StartMs + (_sessions * 60_000);
            ItemId[] items = [Item(_sessions % 5), Item((_sessions + 1) % 5), Item(_sessions % 7)];
            Model.Train(new Session(new UserId($"u{_sessions % 4}"), items, [1, 1, 1], timeMs, timeMs, SessionEnd.Gap));
            foreach (var item in items)
            {
                _users.Add(new ItemEvent(new UserId($"u{_sessions % 4}"), item, timeMs, 1, default));
            }
        }

        for (var partition = 0; partition < 2; partition++)
        {
            _tracker.Add(new ItemEvent(new UserId($"u{partition}"), Item(0), StartMs + (_sessions * 60_000), 1, new SourcePosition(partition, _sessions)));
        }
    }

    public CheckpointReceipt Write()
    {
        using var save = new StateSave(_directory.NextIsWhole);
        SavedPositions.Save([new SourcePosition(0, _sessions + 1), new SourcePosition(1, _sessions + 1)], save);
        SavedSessions.Save(_tracker.Save(), save);
        SavedUserHistories.Save(_users.Save(), save);
        Model.Save(save);
        return _directory.Write(save);
    }

    public void Dispose() => _directory.Dispose();

    private static ItemId Item(long number) => new($"i{number}");
}
