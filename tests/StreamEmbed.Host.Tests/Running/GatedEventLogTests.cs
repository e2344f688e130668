using StreamEmbed.Host.Running;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Records;
using StreamEmbed.TestKit.Ports;

namespace StreamEmbed.Host.Tests.Running;

public sealed class GatedEventLogTests
{
    [Fact]
    public async Task Poll_OpensTheGate_ForWhatWasRead()
    {
        var gate = new RetentionGate(limitBytes: 100);
        using var log = new FakeEventLog(1);
        log.Append(0, "{}");
        await gate.EnterAsync("clicks", 0, 60, TestContext.Current.CancellationToken);
        gate.Delivered("clicks", 0, offset: 0, 60);
        using var gated = new GatedEventLog(log, "clicks", gate);
        Assert.Equal(60, gate.HeldBytes("clicks", 0));

        gated.Poll(new RecordBatch(), 10, TimeSpan.Zero);

        Assert.Equal(0, gate.HeldBytes("clicks", 0));
    }
}
