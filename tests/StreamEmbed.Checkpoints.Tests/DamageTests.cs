using Microsoft.Extensions.Logging;
using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;
using StreamEmbed.TestKit.Logging;

namespace StreamEmbed.Checkpoints.Tests;

/// <summary>Whatever happens to the bytes of a checkpoint, what is restored is a state that was saved, or nothing and a sentence.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryDirectory _whole = new();
    private readonly TemporaryDirectory _damaged = new();
    private readonly string _first;
    private readonly string _second;

    public DamageTests()
    {
        var model = new Model(1, 8, 12);
        using var directory = Directories.Open(_whole);
        model.Change(12);
        using var first = model.Save(isWhole: true);
        directory.Write(first);
        _first = model.Text;
        model.Change(4);
        using var second = model.Save(isWhole: false);
        directory.Write(second);
        _second = model.Text;
        Assert.NotEqual(_first, _second);
    }

    private IEnumerable<string> Files => _whole.Files.Where(name => StateFileName.TryParse(name, out _));

    [Fact]
    public void Restore_NeverGivesWrongData_WhenAnyBitIsFlipped()
    {
        foreach (var name in Files)
        {
            _whole.CopyTo(_damaged);
            var bytes = File.ReadAllBytes(_whole[name]);
            for (var at = 0; at < bytes.Length; at++)
            {
                var bit = (byte)(1 << (at % 8));
                bytes[at] ^= bit;
                File.WriteAllBytes(_damaged[name], bytes);
                AssertExpected(name, $"byte {at}");
                bytes[at] ^= bit;
            }
        }
    }

    [Fact]
    public void Restore_NeverGivesWrongData_WhenAFileIsCutOrGrowsOrIsGone()
    {
        foreach (var name in Files)
        {
            _whole.CopyTo(_damaged);
            var bytes = File.ReadAllBytes(_whole[name]);
            for (var length = 0; length < bytes.Length; length++)
            {
                File.WriteAllBytes(_damaged[name], bytes[..length]);
                AssertExpected(name, $"length {length}");
            }

            File.WriteAllBytes(_damaged[name], [.. bytes, 0]);
            AssertExpected(name, "one byte more");
            File.WriteAllBytes(_damaged[name], [.. bytes, .. bytes]);
            AssertExpected(name, "twice");
            File.WriteAllBytes(_damaged[name], new byte[bytes.Length]);
            AssertExpected(name, "zeros");
            File.Delete(_damaged[name]);
            if (name.EndsWith("2.manifest", StringComparison.Ordinal))
            {
                // Without its manifest a checkpoint does not exist.
                Assert.Equal(_first, Directories.Read(_damaged));
            }
            else if (!name.EndsWith(".manifest", StringComparison.Ordinal))
            {
                AssertExpected(name, "gone");
            }
        }
    }

    [Fact]
    public void Restore_NeverGivesWrongData_WhenFilesOfTheDirectoryAreSwapped()
    {
        foreach (var one in Files)
        {
            foreach (var other in Files.Where(other => other != one))
            {
                _whole.CopyTo(_damaged);
                File.Copy(_whole[other], _damaged[one], overwrite: true);
                AssertExpected(one, $"content of {other}");
            }
        }
    }

    [Fact]
    public void Restore_NeverGivesWrongData_WhenAFileIsOfAnotherRunWithTheSameNames()
    {
        using var another = new TemporaryDirectory();
        var model = new Model(2, 8, 12);
        using (var directory = Directories.Open(another))
        {
            for (var i = 0; i < 2; i++)
            {
                model.Change(12);
                using var save = model.Save(directory.NextIsWhole);
                directory.Write(save);
            }
        }

        foreach (var name in Files)
        {
            _whole.CopyTo(_damaged);
            File.Copy(another[name], _damaged[name], overwrite: true);
            AssertExpected(name, "of another run");
        }
    }

    [Fact]
    public void Check_FindsDamage_WhenTheIndexIsWhole()
    {
        _whole.CopyTo(_damaged);
        var path = _damaged["checkpoint-00000002.changes"];
        var bytes = File.ReadAllBytes(path);
        bytes[StateFileHeader.Length + BlockHeader.Length] ^= 1;
        File.WriteAllBytes(path, bytes);

        using var checkpoint = new Checkpoint(_damaged.Path, 2);

        Assert.Equal(
            "checkpoint-00000002.changes is damaged: the block at byte 32 is not what was written.",
            Assert.Throws<StateFormatException>(checkpoint.Check).Message);
    }

    [Fact]
    public void Restore_SaysWhichOneItUsesInstead_WhenTheNewestIsDamaged()
    {
        File.Delete(_whole["checkpoint-00000002.state"]);
        var loggers = new RecordingLoggers();

        var found = CheckpointFinder.Restore(_whole.Path, Model.Read, loggers.CreateLogger<CheckpointDirectory>());

        Assert.Equal((_first, 1L, 1), (found!.Value.Restored, found.Value.From.Number, found.Value.Damaged));
        Assert.Equal(
            [$"Checkpoint 2 in {_whole.Path} is damaged, so the one before it is used: checkpoint-00000002.state is missing."],
            loggers.Texts(LogLevel.Error));
    }

    [Fact]
    public void Restore_SaysWhatToDo_WhenNoneCanBeUsed()
    {
        File.Delete(_whole["checkpoint-00000001.base"]);

        Assert.Equal(
            $"No checkpoint in {_whole.Path} can be used. 2: checkpoint-00000001.base is missing. 1: checkpoint-00000001.base is missing. "
            + "Put a copy in its place, or move the directory away to train again from the beginning of the log.",
            Assert.Throws<CheckpointException>(() => Directories.Read(_whole)).Message);
    }

    [Fact]
    public void Restore_SaysWhatToDo_WhenTheFormIsNewer()
    {
        var path = _whole["checkpoint-00000002.manifest"];
        var bytes = File.ReadAllBytes(path);
        bytes[8] = 2;
        BitConverter.TryWriteBytes(bytes.AsSpan(28), Checksum.Of(bytes.AsSpan(0, 28)));
        File.WriteAllBytes(path, bytes);

        Assert.Equal(
            "checkpoint-00000002.manifest has form 2, but this program knows form 1: go on with the program that wrote it, or a newer one.",
            Assert.Throws<StateRefusedException>(() => Directories.Read(_whole)).Message);
    }

    public void Dispose()
    {
        _whole.Dispose();
        _damaged.Dispose();
    }

    private void AssertExpected(string name, string how)
    {
        // The base is in both, so nothing is left without it; all else of the first is needed only by the first.
        string? expected = name switch
        {
            _ when name.EndsWith(".base", StringComparison.Ordinal) => null,
            _ when name.Contains("00000002", StringComparison.Ordinal) => _first,
            _ => _second,
        };
        string? restored;
        try
        {
            restored = Directories.Read(_damaged);
        }
        catch (CheckpointException)
        {
            restored = null;
        }

        Assert.True(expected == restored, $"{name}, {how}: restored {restored ?? "nothing"}, not {expected ?? "nothing"}");
    }
}
