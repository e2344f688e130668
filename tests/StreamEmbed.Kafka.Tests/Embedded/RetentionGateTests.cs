using StreamEmbed.Kafka.Embedded;

namespace StreamEmbed.Kafka.Tests.Embedded;

public sealed class RetentionGateTests
{
    private const string Topic = "clicks";
    private readonly RetentionGate _gate = new(limitBytes: 100);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_Waits_UntilEnoughIsProcessed()
    {
        Send(offset: 0, bytes: 60);
        var second = Enter(Topic, 0, 50, Stop);
        Assert.False(second.IsCompleted);

        _gate.Processed(Topic, 0, nextOffset: 1);

        await second;
        Assert.Equal(50, _gate.HeldBytes(Topic, 0));
    }

    [Fact]
    public void EnterAsync_DoesNotWait_WhenAnotherPartitionIsFull()
    {
        Send(offset: 0, bytes: 100);

        Assert.True(Enter(Topic, 1, 100, Stop).IsCompletedSuccessfully);
        Assert.True(Enter("other", 0, 100, Stop).IsCompletedSuccessfully);
    }

    [Fact]
    public void EnterAsync_DoesNotWait_WhenOneRecordIsLargerThanTheLimitAndThePartitionIsEmpty() =>
        Assert.True(Enter(Topic, 0, 1000, Stop).IsCompletedSuccessfully);

    [Fact]
    public async Task EnterAsync_KeepsTheOrder_WhenASmallRecordWaitsBehindALargeOne()
    {
        Send(offset: 0, bytes: 90);
        var large = Enter(Topic, 0, 80, Stop);
        var small = Enter(Topic, 0, 5, Stop);
        Assert.False(small.IsCompleted);

        _gate.Processed(Topic, 0, 1);

        await large;
        await small;
    }

    [Fact]
    public void Processed_FreesTheRecord_WhenItOvertakesTheReportOfDelivery()
    {
        Assert.True(Enter(Topic, 0, 60, Stop).IsCompletedSuccessfully);

        _gate.Processed(Topic, 0, nextOffset: 1);
        Assert.Equal(60, _gate.HeldBytes(Topic, 0));
        _gate.Delivered(Topic, 0, offset: 0, bytes: 60);

        Assert.Equal(0, _gate.HeldBytes(Topic, 0));
    }

    [Fact]
    public async Task NotDelivered_GivesTheRoomBack()
    {
        Assert.True(Enter(Topic, 0, 100, Stop).IsCompletedSuccessfully);
        var next = Enter(Topic, 0, 100, Stop);

        _gate.NotDelivered(Topic, 0, 100);

        await next;
    }

    [Fact]
    public async Task EnterAsync_LeavesTheQueue_WhenItIsCancelled()
    {
        Send(offset: 0, bytes: 100);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var first = Enter(Topic, 0, 100, giveUp.Token);
        var second = Enter(Topic, 0, 100, Stop);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _gate.Processed(Topic, 0, 1);

        await second;
        Assert.Equal(100, _gate.HeldBytes(Topic, 0));
    }

    private Task Enter(string topic, int partition, int bytes, CancellationToken cancellationToken) =>
        _gate.EnterAsync(topic, partition, bytes, cancellationToken).AsTask();

    private void Send(long offset, int bytes)
    {
        Assert.True(Enter(Topic, 0, bytes, Stop).IsCompletedSuccessfully);
        _gate.Delivered(Topic, 0, offset, bytes);
    }
}
