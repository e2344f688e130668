using Microsoft.Extensions.Logging;
using StreamEmbed.TestKit.Logging;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Checkpoints.Tests;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingLoggers _loggers = new();

    [Fact]
    public async Task WriteAsync_TriesUntilItSucceeds_WhenTheDiskIsFullForAWhile()
    {
        var refusals = 0;
        var model = new Model(1, 8, 8);
        model.Change(8);
        using var directory = Directories.Open(_files, new FaultsAt(_ => ++refusals <= 3 ? new IOException("No space left on device") : null));
        var store = new CheckpointStore(directory, damaged: 0, _clock, _loggers.CreateLogger<CheckpointStore>());
        Assert.True(store.NextIsWhole);
        using var save = model.Save(isWhole: true);

        var writing = store.WriteAsync(save, TestContext.Current.CancellationToken);
        while (!writing.IsCompleted)
        {
            await Eventually.HoldsAsync(() => _clock.ArmedTimers > 0 || writing.IsCompleted, "a pause or the end", TestContext.Current.CancellationToken);
            _clock.Advance(CheckpointStore.MaxDelay);
        }

        Assert.Equal(4, (await writing).Number);
        Assert.Equal((3, null, false), (store.Failures, store.Trouble, store.NextIsWhole));
        Assert.Equal(model.Text, Directories.Read(_files));
        Assert.Equal(
            ["A checkpoint cannot be written and is tried again; training and publishing go on: No space left on device"],
            _loggers.Texts(LogLevel.Error));
        Assert.Equal(["Checkpoint 4 is written; before, the disk refused: No space left on device"], _loggers.Texts(LogLevel.Information));
    }

    [Fact]
    public async Task WriteAsync_SaysWhy_WhileTheDiskRefuses()
    {
        using var directory = Directories.Open(_files, new FaultsAt(_ => new IOException("No space left on device")));
        var store = new CheckpointStore(directory, damaged: 0, _clock, _loggers.CreateLogger<CheckpointStore>());
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var save = new Model(1, 8, 8).Save(isWhole: true);

        var writing = store.WriteAsync(save, giveUp.Token);
        await Eventually.HoldsAsync(() => store.Trouble is not null, "the reason", TestContext.Current.CancellationToken);

        Assert.Equal("No space left on device", store.Trouble);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.DoesNotContain(_files.Files, name => name.StartsWith("checkpoint-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MaintainAsync_AsksForAWholeSave_WhenAFileIsDamaged()
    {
        var model = new Model(1, 8, 8);
        using var directory = Directories.Open(_files);
        var store = new CheckpointStore(directory, damaged: 1, _clock, _loggers.CreateLogger<CheckpointStore>());
        for (var round = 0; round <= CheckpointDirectory.LongestChain; round++)
        {
            model.Change(2);
            using var save = model.Save(store.NextIsWhole);
            await store.WriteAsync(save, TestContext.Current.CancellationToken);
        }

        File.WriteAllBytes(_files["checkpoint-00000005.changes"], []);
        await store.MaintainAsync(TestContext.Current.CancellationToken);

        Assert.True(store.NextIsWhole);
        Assert.Equal(2, store.Damaged);
        Assert.Single(_loggers.Texts(LogLevel.Error));
    }

    public void Dispose() => _files.Dispose();
}
