using StreamEmbed.Events;
using StreamEmbed.Kafka.Clicks;
using StreamEmbed.Ports;

namespace StreamEmbed.Kafka.Tests.Clicks;

public sealed class StartPositionsTests
{
    private static readonly SourcePosition[] Start = [new(0, 10), new(1, 20), new(2, 30)];

    [Fact]
    public void Compare_KeepsPositions_ThatTheLogHas()
    {
        var found = Compare(false, (0, 10), (20, 100), (5, 31));

        Assert.Equal(Start, found.Next);
        Assert.Equal(0, found.Lost);
    }

    [Fact]
    public void Compare_SaysWhatIsGone_ByPartitionAndInAll()
    {
        var thrown = Assert.Throws<LogGapException>(() => Compare(false, (12, 40), (20, 20), (130, 200)));

        Assert.StartsWith(
            "Topic 'clicks': 102 unread events are gone, partition 0: 2 (offsets 10 to 11), partition 2: 100 (offsets 30 to 129). ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_GoesOnFromWhatIsLeft_WhenTheGapIsAccepted()
    {
        var found = Compare(true, (12, 40), (20, 20), (130, 130));

        Assert.Equal([new(0, 12), new(1, 20), new(2, 130)], found.Next);
        Assert.Equal(102, found.Lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compare_RefusesALogThatIsShorter_WhateverIsAccepted(bool acceptsGap)
    {
        var thrown = Assert.Throws<LogGapException>(() => Compare(acceptsGap, (0, 9), (0, 20), (0, 0)));

        Assert.StartsWith(
            "Topic 'clicks', partition 0 ends at offset 9, but was read up to 10, partition 2 ends at offset 0, but was read up to 30: the topic was made anew",
            thrown.Message,
            StringComparison.Ordinal);
    }

    private static StartPositions Compare(bool acceptsGap, params (long Low, long High)[] ranges) =>
        StartPositions.Compare("clicks", Start, ranges.Index().ToDictionary(range => range.Index, range => range.Item), acceptsGap);
}
