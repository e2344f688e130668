namespace StreamEmbed.Training;

public sealed class BlockQueueTests
{
    [Fact]
    public void Compact_KeepsWaitingTokensAndTheirSessions_WhileTrainedOnesGo()
    {
        var queue = new BlockQueue(earlierWeight: 1);
        var row = 0;
        var expected = 0;
        for (var session = 1; session <= 1_000; session++)
        {
            for (var i = 0; i < 2 + (session % 40); i++)
            {
                if (i == session % 2)
                {
                    queue.EndEarlier();
                }

                queue.Add(row++, session);
            }

            queue.EndSession();
            while (queue.Waiting >= 24)
            {
                Assert.Equal(expected, queue.Rows[queue.Next]);
                queue.Advance(8);
                expected += 8;
            }

            queue.Compact();
            for (var at = queue.Next; at < queue.End; at++)
            {
                Assert.Equal(expected + at - queue.Next, queue.Rows[at]);
                var (number, start, own, end) = queue.Extents[at];
                Assert.InRange(at, start, end - 1);
                Assert.Equal(number, queue.Weights[at]);
                Assert.Equal(number % 2, own - start);
                Assert.All(queue.Weights[start..end].ToArray(), w => Assert.Equal(number, w));
                Assert.True(number >= queue.OldestSession);
            }

            Assert.InRange(queue.End, 0, 700);
        }
    }

    [Fact]
    public void EndSession_DropsASession_OfFewerThanTwoTokens()
    {
        var queue = new BlockQueue(earlierWeight: 1);
        queue.Add(1, 1);

        Assert.Equal(0, queue.EndSession());
        Assert.Equal(0, queue.Waiting);
        Assert.Equal(1, queue.Session);
    }

    [Fact]
    public void EndSession_DropsASession_OfEarlierItemsAlone()
    {
        var queue = new BlockQueue(earlierWeight: 1);
        queue.Add(1, 1);
        queue.Add(2, 1);
        queue.EndEarlier();

        Assert.Equal(0, queue.EndSession());
        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public void EndSession_CountsOwnTokensOnly_WhenThereAreEarlierOnes()
    {
        var queue = new BlockQueue(earlierWeight: 1);
        queue.Add(1, 1);
        queue.EndEarlier();
        queue.Add(2, 1);

        Assert.Equal(1, queue.EndSession());
        Assert.Equal(2, queue.Waiting);
    }
}
