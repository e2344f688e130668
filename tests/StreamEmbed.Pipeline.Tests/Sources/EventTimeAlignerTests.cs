using StreamEmbed.Events;
using StreamEmbed.Pipeline.Sources;

namespace StreamEmbed.Pipeline.Tests.Sources;

public sealed class EventTimeAlignerTests
{
    private const int Capacity = 4;
    private readonly EventTimeAligner _aligner = new(TimeSpan.FromMinutes(10), Capacity, [0, 1, 2], []);
    private readonly long[] _next = new long[3];

    [Fact]
    public void Release_HoldsBack_WhatIsFurtherAheadThanAllowed()
    {
        Read(0, 0);
        Read(1, 10, 11);
        Read(2, 5);

        Assert.Equal([(0, 0), (1, 10), (2, 5)], Release());
        Assert.Equal(1, _aligner.Held);
        Assert.Equal(1, _aligner.Next(1));
    }

    [Fact]
    public void Release_GoesOn_WhenTheSlowestFollows()
    {
        Read(0, 0);
        Read(1, 25);
        Read(2, 25);
        Assert.Equal([(0, 0)], Release());

        Read(0, 14);
        Assert.Equal([(0, 14)], Release());
        Read(0, 15);

        Assert.Equal([(0, 15), (1, 25), (2, 25)], Release());
        Assert.Equal(0, _aligner.Held);
    }

    [Fact]
    public void Release_WaitsForNobody_WhenTheSlowOnesHaveNothingUnread()
    {
        Read(0, 0);
        Read(1, 60);
        End(0);
        End(2);

        Assert.Equal([(0, 0), (1, 60)], Release());
    }

    [Fact]
    public void Release_StaysNearTheBeginning_WhileAPartitionShowedNothingYet()
    {
        Read(0, 100, 109, 111);
        End(1);

        Assert.Equal([(0, 100), (0, 109)], Release());
        End(2);
        Assert.Equal([(0, 111)], Release());
    }

    [Fact]
    public void Release_TellsAnEndOnce_AfterEverythingBeforeItWasReleased()
    {
        Read(0, 0);
        Read(1, 60);
        End(1);
        Release(out var early);
        Assert.Empty(early);

        Read(0, 60);
        End(2);
        Release(out var ends);
        Assert.Equal([1, 2], ends);
        Release(out var again);
        Assert.Empty(again);
    }

    [Fact]
    public void Release_StopsAtTheMost_AndSaysThatThereIsMore()
    {
        Read(0, 0, 1, 2);
        End(1);
        End(2);
        List<ItemEvent> events = [];

        Assert.True(_aligner.Release(events, [], 2));
        Assert.Equal(2, events.Count);
        Assert.False(_aligner.Release(events, [], 5));
        Assert.Equal(3, events.Count);
    }

    [Fact]
    public void Update_PausesThoseAhead_OnlyWhenTooMuchIsHeld()
    {
        Read(0, 0);
        Read(1, 60, 61, 62, 63);
        End(2);
        Release();
        AssertUpdate(pause: [], resume: []);

        Read(1, 64);
        Release();
        AssertUpdate(pause: [1], resume: []);
        Assert.Equal([1], _aligner.Paused);

        Read(0, 70);
        Release();
        AssertUpdate(pause: [], resume: [1]);
    }

    [Fact]
    public void Release_KeepsTheOrderOfEachPartition_AndLosesNothing_InRandomLogs()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var aligner = new EventTimeAligner(TimeSpan.FromMinutes(random.Next(20)), 10, [0, 1, 2], []);
            var next = new long[3];
            List<ItemEvent> released = [];
            List<int> ends = [];
            for (var step = 0; step < 100; step++)
            {
                var partition = random.Next(3);
                for (var burst = random.Next(4); burst > 0; burst--)
                {
                    var e = Event(partition, next[partition]++, random.Next(200));
                    aligner.Read(e.Position);
                    aligner.Add(in e);
                }

                while (aligner.Release(released, ends, released.Count + 3))
                {
                }
            }

            for (var partition = 0; partition < 3; partition++)
            {
                aligner.EndReached(new SourcePosition(partition, next[partition]));
            }

            while (aligner.Release(released, ends, released.Count + 3))
            {
            }

            Assert.True(released.Count == next.Sum(), $"seed {seed}");
            for (var partition = 0; partition < 3; partition++)
            {
                var offsets = released.Where(e => e.Position.Partition == partition).Select(e => e.Position.Offset);
                Assert.True(offsets.SequenceEqual(Enumerable.Range(0, (int)next[partition]).Select(offset => (long)offset)), $"seed {seed}");
                Assert.Equal(next[partition], aligner.Next(partition));
            }
        }
    }

    [Fact]
    public void EndReached_TellsNothing_WhenMoreWasReadSince()
    {
        End(1);
        End(2);
        Read(0, 0, 1);

        // One poll may bring an end and then a record that came a moment later; all records are told first.
        _aligner.EndReached(new SourcePosition(0, 1));

        Assert.Equal([(0, 0), (0, 1)], Release(out var ends));
        Assert.Equal([1, 2], ends);
        Assert.Equal(2, _aligner.Next(0));
    }

    private static ItemEvent Event(int partition, long offset, int minute) =>
        new(new UserId("u"), new ItemId("i"), minute * 60_000L, 1, new SourcePosition(partition, offset));

    private void Read(int partition, params int[] minutes)
    {
        foreach (var minute in minutes)
        {
            var e = Event(partition, _next[partition]++, minute);
            _aligner.Read(e.Position);
            _aligner.Add(in e);
        }
    }

    private void End(int partition) => _aligner.EndReached(new SourcePosition(partition, _next[partition]));

    private List<(int Partition, int Minute)> Release() => Release(out _);

    private List<(int Partition, int Minute)> Release(out List<int> ends)
    {
        List<ItemEvent> events = [];
        ends = [];
        _aligner.Release(events, ends, 1_000);
        return [.. events.Select(e => (e.Position.Partition, (int)(e.TimeMs / 60_000))).Order()];
    }

    private void AssertUpdate(int[] pause, int[] resume)
    {
        List<int> toPause = [];
        List<int> toResume = [];
        _aligner.Update(toPause, toResume);
        Assert.Equal(pause, toPause);
        Assert.Equal(resume, toResume);
    }
}
