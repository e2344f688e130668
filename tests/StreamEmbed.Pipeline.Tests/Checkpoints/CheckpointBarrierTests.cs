using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.TestKit.Ports;

namespace StreamEmbed.Pipeline.Tests.Checkpoints;

public sealed class CheckpointBarrierTests : IDisposable
{
    private readonly CheckpointTurn _turn = new();

    public void Dispose() => _turn.Dispose();

    [Fact]
    public void Due_MakesNoSecondCut_WhileTheFirstIsNotWritten()
    {
        var barrier = Barrier(new MemoryCheckpoints(), drainTimeout: TimeSpan.FromMinutes(1));
        Assert.Null(barrier.Due(999));
        Assert.True(barrier.Due(1_000)!.IsWhole);
        Assert.Null(barrier.Due(5_000));

        _turn.GiveBack();
        Assert.NotNull(barrier.Due(5_000));
        _turn.GiveBack();
        Assert.Null(barrier.Due(5_999));
    }

    [Fact]
    public void Last_CutsAtOnceOrNotAtAll_AsTheOneBeforeIsWrittenInTime()
    {
        var barrier = Barrier(new MemoryCheckpoints(), drainTimeout: TimeSpan.FromMilliseconds(2));
        Assert.NotNull(barrier.Due(1_000));
        Assert.Null(barrier.Last(CancellationToken.None));
        Assert.True(_turn.Hurried.IsCancellationRequested);

        _turn.GiveBack();
        Assert.NotNull(barrier.Last(CancellationToken.None));
    }

    [Fact]
    public void Due_MakesNoCut_WhenThereIsNowhereToWriteIt()
    {
        var barrier = Barrier(null, drainTimeout: TimeSpan.Zero);
        Assert.Null(barrier.Due(long.MaxValue));
        Assert.Null(barrier.Last(CancellationToken.None));
    }

    private CheckpointBarrier Barrier(MemoryCheckpoints? sink, TimeSpan drainTimeout) =>
        new(sink, _turn, TimeSpan.FromSeconds(1), drainTimeout, startMs: 0, NullLogger.Instance);
}
