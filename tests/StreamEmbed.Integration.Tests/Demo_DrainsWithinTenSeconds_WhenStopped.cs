using System.Diagnostics;
using StreamEmbed.Integration.Tests.Programs;

namespace StreamEmbed.Integration.Tests;

/// <summary>Generated traffic, stopped by a signal in the middle of it.</summary>
public sealed class Demo_DrainsWithinTenSeconds_WhenStopped
{
    [Fact]
    public async Task Run()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var demo = StreamEmbedProgram.Start("demo", "--headless", "--set", "Http:Address=http://127.0.0.1:0");
        await demo.SaysAsync("reader: snapshot 2", cancelled);

        var stopped = Stopwatch.GetTimestamp();
        Assert.True(await demo.TerminateAsync(cancelled) == 0, demo.Error);

        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Contains("exactly the trainer's", demo.Error, StringComparison.Ordinal);
    }
}
