using StreamEmbed.Checkpoints;
using StreamEmbed.Host.Checkpointing;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Running;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Ports;
using StreamEmbed.State;
using StreamEmbed.TestKit.Logging;
using StreamEmbed.Training;
using StreamEmbed.Users;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Host.Tests.Checkpointing;

/// <summary>What a start goes on from.</summary>
public sealed class LineCheckpointsTests : IDisposable
{
    private readonly TemporaryFolder _elsewhere = new();
    private readonly TemporaryFolder _own = new();

    public LineCheckpointsTests() => Train(_elsewhere.Path);

    [Fact]
    public async Task Open_ReadsElsewhereAndWritesHere_AndGoesOnWhenAskedAgain()
    {
        var before = FilesOf(_elsewhere);
        using (var first = Open(_elsewhere.Path))
        {
            Assert.NotNull(first.Restored);
            Assert.True(first.Store.NextIsWhole);
        }

        // Before its first checkpoint it starts there again, afterwards from its own.
        using (var second = Open(_elsewhere.Path))
        {
            using var save = Save();
            await second.Store.WriteAsync(save, TestContext.Current.CancellationToken);
        }

        using (var third = Open(_elsewhere.Path))
        {
            Assert.NotNull(third.Restored);
            Assert.False(third.Store.NextIsWhole);
        }

        Assert.Equal(before, FilesOf(_elsewhere));
    }

    [Fact]
    public void Open_Refuses_WhenTheDirectoryHoldsSomethingElse()
    {
        Train(_own.Path);

        var thrown = Assert.Throws<CheckpointException>(() => Open(_elsewhere.Path));

        Assert.Equal(
            $"Checkpoint:Directory {_own.Path} holds checkpoints already, which do not come from those in {_elsewhere.Path}: "
            + "leave --from away to go on from them, or name an empty directory.",
            thrown.Message);
        using var plain = Open(null);
        Assert.NotNull(plain.Restored);
    }

    [Fact]
    public void Open_IsAPlainStart_WhenBothAreTheSame()
    {
        Train(_own.Path);

        using var same = Open(_own.Path + "/../" + Path.GetFileName(_own.Path) + "/");

        Assert.NotNull(same.Restored);
        Assert.False(same.Store.NextIsWhole);
    }

    [Fact]
    public void Open_SaysSo_WhenThereIsNothingToGoOnFrom()
    {
        using var empty = new TemporaryFolder();

        Assert.Equal($"There is no checkpoint in {empty.Path}.", Assert.Throws<CheckpointException>(() => Open(empty.Path)).Message);
    }

    public void Dispose()
    {
        _elsewhere.Dispose();
        _own.Dispose();
    }

    private static void Train(string directory)
    {
        using var target = WarmStartDirectory.Open(new CheckpointOptions { Directory = directory }, TimeProvider.System);
        target.Write(new ItemEmbeddings(new TrainingOptions(), new VocabularyOptions()), new UserHistories(new UserOptions()));
    }

    private static StateSave Save()
    {
        var save = new StateSave(isWhole: true);
        WarmStart.Save(new ItemEmbeddings(new TrainingOptions(), new VocabularyOptions()), new UserHistories(new UserOptions()), save);
        return save;
    }

    private static List<(string Name, DateTime Written)> FilesOf(TemporaryFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Path).Order(StringComparer.Ordinal).Select(path => (path, File.GetLastWriteTimeUtc(path)))];

    private LineCheckpoints Open(string? from) => LineCheckpoints.Open(
        new StreamEmbedOptions { Checkpoint = new CheckpointOptions { Directory = _own.Path, From = from } }, NoFaults.Instance, TimeProvider.System, new RecordingLoggers().Factory);
}
