using StreamEmbed.Pipeline.Stages;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Pipeline.Tests.Stages;

public sealed class StageGroupTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task RunAsync_CompletesEachChannel_WhenItsStageHasEnded()
    {
        List<string> completed = [];
        await RunAsync(
            CancellationToken.None,
            new Stage("a", _ => Task.CompletedTask, () => completed.Add("a")),
            new Stage("b", _ => Task.CompletedTask, () => completed.Add("b")));

        Assert.Equal(["a", "b"], completed);
    }

    [Fact]
    public async Task RunAsync_NamesTheStageAndCancelsTheOthers_WhenOneFails()
    {
        var completed = false;
        var error = await Assert.ThrowsAsync<StageFailedException>(() => RunAsync(
            CancellationToken.None,
            new Stage("first", abort => Task.Delay(Timeout.Infinite, abort), () => completed = true),
            new Stage("second", _ => throw new InvalidOperationException("boom"), () => { })));

        Assert.Equal("second", error.Stage);
        Assert.Contains("boom", error.Message, StringComparison.Ordinal);
        Assert.False(completed);
    }

    [Fact]
    public async Task RunAsync_GivesUp_WhenTheDrainTakesLongerThanTheDeadline()
    {
        using var stopping = new CancellationTokenSource();
        var running = RunAsync(stopping.Token, new Stage("slow", abort => Task.Delay(Timeout.Infinite, abort), () => { }));
        await stopping.CancelAsync();

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<TimeoutException>(() => running);
    }

    private Task RunAsync(CancellationToken stopping, params Stage[] stages) =>
        StageGroup.RunAsync(stages, TimeSpan.FromSeconds(10), _clock, stopping);
}
