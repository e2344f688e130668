using Microsoft.Extensions.Logging;
using StreamEmbed.Checkpoints.Faults;
using StreamEmbed.Ports;
using StreamEmbed.State;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Checkpoints.Tests;

public sealed class CheckpointDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    [Theory]
    [InlineData(1, 40, 30)]
    [InlineData(2, 5, 3)]
    [InlineData(3, 20, 3_000_000)]
    public void Restore_GivesWhatWasSaved_WhenChangesAreAddedUpAndPutTogether(long seed, int records, int longestRecord)
    {
        var model = new Model(seed, records, longestRecord);
        using var directory = Directories.Open(_files);
        for (var round = 0; round < 12; round++)
        {
            model.Change(8);
            using var save = model.Save(directory.NextIsWhole);
            directory.Write(save);
            Assert.Equal(model.Text, Directories.Read(_files));
            if (round % 4 == 3)
            {
                directory.Compact(TestContext.Current.CancellationToken);
                Assert.Equal(model.Text, Directories.Read(_files));
            }
        }
    }

    [Fact]
    public void Write_BuildsOnTheRestoredOne_WhenTheProcessIsAnother()
    {
        var model = new Model(1, 40, 30);
        for (var process = 0; process < 4; process++)
        {
            using var directory = Directories.Open(_files);
            Assert.Equal(process == 0, directory.Restore(Model.Read) is null);
            Assert.Equal(process == 0, directory.NextIsWhole);
            model.Change(8);
            using var save = model.Save(directory.NextIsWhole);
            directory.Write(save);
        }

        Assert.Equal(model.Text, Directories.Read(_files));
        using var last = new Checkpoint(_files.Path, 4);
        Assert.Equal(
            ["checkpoint-00000001.base", "checkpoint-00000002.changes", "checkpoint-00000003.changes", "checkpoint-00000004.changes"],
            last.Manifest.Chain.Select(file => file.Name));
    }

    [Fact]
    public void Write_KeepsTheNewestAndTheirFiles_WhenThereAreMore()
    {
        var model = new Model(1, 40, 30);
        using var directory = Directories.Open(_files, keep: 2);
        for (var round = 0; round < 4; round++)
        {
            model.Change(8);
            using var save = model.Save(directory.NextIsWhole);
            directory.Write(save);
            if (round == 1)
            {
                directory.Compact(TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(
            [
                "checkpoint-00000003.base", "checkpoint-00000004.changes", "checkpoint-00000004.manifest", "checkpoint-00000004.state",
                "checkpoint-00000005.changes", "checkpoint-00000005.manifest", "checkpoint-00000005.state", "lock", "owner",
            ],
            _files.Files);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Restore_GivesTheOldOrTheNewOne_WhenTheProcessDiesAtAnyStep(string step)
    {
        var model = new Model(1, 40, 30);
        string before;
        using (var directory = Directories.Open(_files, new FaultsAt(_ => null), keep: 1))
        {
            model.Change(20);
            WriteAndCompact(directory, model);
            before = model.Text;
        }

        model.Change(8);
        using (var directory = Directories.Open(_files, new FaultsAt(reached => reached == step ? new SimulatedCrash(step) : null), keep: 1))
        {
            directory.Restore(Model.Read);
            Assert.Throws<SimulatedCrash>(() => WriteAndCompact(directory, model));
        }

        // From the manifest's name on, the new one counts.
        var all = CommitStep.All.ToList();
        var counts = all.IndexOf(step) >= all.IndexOf(CommitStep.ManifestNamed);
        Assert.Equal(counts ? model.Text : before, Directories.Read(_files));

        using (var directory = Directories.Open(_files, keep: 1))
        {
            Assert.DoesNotContain(_files.Files, name => name.EndsWith(".tmp", StringComparison.Ordinal));
            Assert.Equal(counts ? model.Text : before, directory.Restore(Model.Read)!.Value.Restored);

            // The state that was not saved is reached again, here by saving it anew.
            using var save = model.Save(isWhole: true);
            directory.Write(save);
            Assert.Equal(5, _files.Files.Count);
        }

        Assert.Equal(model.Text, Directories.Read(_files));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Write_HarmsNothingAndMayBeTriedAgain_WhenTheDiskRefusesAtAnyStep(string step)
    {
        var model = new Model(1, 40, 30);
        var refuses = false;
        using var directory = Directories.Open(
            _files, new FaultsAt(reached => refuses && reached == step ? new IOException("No space left on device") : null), keep: 1);
        model.Change(20);
        WriteAndCompact(directory, model);
        var before = model.Text;

        model.Change(8);
        refuses = true;
        using var save = model.Save(directory.NextIsWhole);
        var (failed, text) = Try(() => directory.Write(save));
        Assert.Contains(Directories.Read(_files), (string[])[before, model.Text]);
        if (failed)
        {
            Assert.Equal("No space left on device", text);
            refuses = false;
            directory.Write(save);
        }

        Assert.Equal(model.Text, Directories.Read(_files));
        refuses = true;
        Try(() => directory.Compact(TestContext.Current.CancellationToken));
        Assert.Equal(model.Text, Directories.Read(_files));
        Assert.DoesNotContain(_files.Files, name => name.EndsWith(".tmp", StringComparison.Ordinal));

        refuses = false;
        model.Change(1);
        WriteAndCompact(directory, model);
        Assert.Equal(model.Text, Directories.Read(_files));
    }

    [Fact]
    public void Steps_AreReachedInTheDocumentedOrder_WhenACheckpointIsWrittenAndPutTogether()
    {
        var faults = new FaultsAt(_ => null);
        using var directory = Directories.Open(_files, faults);
        var model = new Model(1, 40, 30);
        model.Change(8);
        using var save = model.Save(isWhole: true);
        directory.Write(save);
        directory.Compact(TestContext.Current.CancellationToken);

        Assert.Equal(CommitStep.All, faults.Reached);
    }

    [Fact]
    public void Compact_LeavesTheChain_WhenItIsGivenUp()
    {
        using var directory = Directories.Open(_files);
        var model = new Model(1, 40, 30);
        model.Change(8);
        using var save = model.Save(isWhole: true);
        directory.Write(save);
        using var given = new CancellationTokenSource();
        given.Cancel();

        Assert.Throws<OperationCanceledException>(() => directory.Compact(given.Token));

        Assert.False(directory.NextIsWhole);
        Assert.Equal(5, _files.Files.Count);
    }

    [Fact]
    public void Compact_AsksForAWholeSave_WhenAFileOfTheChainIsDamaged()
    {
        using var directory = Directories.Open(_files);
        var model = new Model(1, 40, 300);
        model.Change(20);
        using (var save = model.Save(isWhole: true))
        {
            directory.Write(save);
        }

        var path = _files["checkpoint-00000001.base"];
        var bytes = File.ReadAllBytes(path);
        bytes[200] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Throws<StateFormatException>(() => directory.Compact(TestContext.Current.CancellationToken));
        Assert.True(directory.NextIsWhole);

        using var whole = model.Save(isWhole: true);
        directory.Write(whole);
        Assert.Equal(model.Text, Directories.Read(_files));
    }

    [Fact]
    public void IsCompactionDue_Says_WhenTheChainIsLongOrLarge()
    {
        using var directory = Directories.Open(_files);
        var model = new Model(1, 4, 10);
        for (var round = 0; round <= CheckpointDirectory.LongestChain; round++)
        {
            Assert.False(directory.IsCompactionDue);
            model.Change(1);
            using var save = model.Save(directory.NextIsWhole);
            directory.Write(save);
        }

        Assert.True(directory.IsCompactionDue);
        directory.Compact(TestContext.Current.CancellationToken);
        Assert.False(directory.IsCompactionDue);

        using var large = new StateSave(isWhole: false);
        large.AddTable("rows", 1).Put(1, new byte[CheckpointDirectory.SmallestCompaction + 1]);
        directory.Write(large);
        Assert.True(directory.IsCompactionDue);
    }

    [Fact]
    public void Write_Refuses_WhenCheckpointsOfAnotherRunWouldBeRemoved()
    {
        var model = new Model(1, 4, 10);
        using (var directory = Directories.Open(_files))
        {
            using var save = model.Save(isWhole: true);
            directory.Write(save);
        }

        using var second = Directories.Open(_files);
        using var other = model.Save(isWhole: true);

        Assert.Throws<InvalidOperationException>(() => second.Write(other));
    }

    [Fact]
    public void Write_Refuses_WhenThereIsNothingToAddChangesTo()
    {
        using var directory = Directories.Open(_files);
        using var changes = new StateSave(isWhole: false);

        Assert.Throws<InvalidOperationException>(() => directory.Write(changes));
    }

    [Fact]
    public void Open_NamesTheProcess_WhenTheDirectoryIsInUse()
    {
        using var first = Directories.Open(_files);

        var refused = Assert.Throws<CheckpointException>(() => Directories.Open(_files));

        Assert.Equal(
            $"{_files.Path} is in use by process {Environment.ProcessId} on {Environment.MachineName}. A directory of checkpoints belongs to "
            + "one running service: stop that one, or set Checkpoint:Directory to another.",
            refused.Message);
    }

    [Fact]
    public void Open_TakesTheDirectory_WhenItsOwnerHasEnded()
    {
        Directories.Open(_files).Dispose();

        Directories.Open(_files).Dispose();
    }

    [Fact]
    public void Open_SaysWhy_WhenTheDirectoryCannotBeMade()
    {
        File.WriteAllText(_files["file"], "");

        var refused = Assert.Throws<CheckpointException>(() =>
        {
            using var inAFile = Directories.Open(_files, keep: 1);
            new CheckpointDirectory(_files["file"], 1, NoFaults.Instance, TimeProvider.System, new RecordingLoggers().CreateLogger<CheckpointDirectory>()).Dispose();
        });

        Assert.StartsWith($"Checkpoint:Directory {_files["file"]} cannot be made: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_IsRefusedAtOnce_WhenTheStateIsWholeButNotForThisProgram()
    {
        var loggers = new RecordingLoggers();
        var model = new Model(1, 4, 10);
        using var directory = Directories.Open(_files, loggers: loggers);
        for (var i = 0; i < 2; i++)
        {
            using var save = model.Save(isWhole: true);
            directory.Write(save);
        }

        var tries = 0;
        Assert.Throws<StateRefusedException>(() => directory.Restore<string>(_ =>
        {
            tries++;
            throw new StateRefusedException("has 64 dimensions");
        }));

        Assert.Equal(1, tries);
        Assert.Empty(loggers.Texts(LogLevel.Error));
    }

    public static TheoryData<string> Steps() => [.. CommitStep.All];

    public void Dispose() => _files.Dispose();

    private static void WriteAndCompact(CheckpointDirectory directory, Model model)
    {
        using var save = model.Save(directory.NextIsWhole);
        directory.Write(save);
        directory.Compact(TestContext.Current.CancellationToken);
    }

    private static (bool Failed, string Text) Try(Action action)
    {
        try
        {
            action();
            return (false, "");
        }
        catch (IOException error)
        {
            return (true, error.Message);
        }
    }
}
