using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>What holds for every log and every order of reading it; small cases, many of them. The seed of a failure is in its message.</summary>
public sealed class SessionTrackerPropertyTests
{
    private const int Cases = 10_000;

    /// <summary>What is at most this far behind finds every session that is within a gap of it open.</summary>
    private static readonly Func<SessionOptions, TimeSpan> WithinLateness = options => options.OutOfOrder + options.Grace;

    /// <summary>What is at most this far behind is not behind its partition's watermark.</summary>
    private static readonly Func<SessionOptions, TimeSpan> WithinDisorder = options => options.OutOfOrder;

    [Fact]
    public void Sessions_AreThoseOfTheSortedInput_WhenNothingIsLaterThanAllowed()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, WithinLateness);
            var output = Run(log, log.Interleaved());
            Assert.True(output.Late.Count == 0, $"Seed {seed}: {Transcript.Of(output.Late)}");
            Same(
                NaiveSessions.Of(log.Events, log.Options).Order(StringComparer.Ordinal),
                output.Closed.Select(NaiveSessions.Text).Order(StringComparer.Ordinal),
                seed);
        }
    }

    [Fact]
    public void Clicks_AreThoseOfTheSortedInputInItsOrder_WhenNothingIsBehindTheWatermark()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, WithinDisorder);
            Same(NaiveClicks.Of([.. log.Events], log.Options), Transcript.Of(Run(log, log.Interleaved()).Clicks), seed);
        }
    }

    [Fact]
    public void Output_IsTheSameInTheSameOrder_HoweverThePartitionsAreInterleaved()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var one = Run(log, log.Interleaved());
            var other = Run(log, log.Interleaved());
            Same(Transcript.Of(one), Transcript.Of(other), seed);
            Same(LateOf(one), LateOf(other), seed);
        }
    }

    [Fact]
    public void Output_IsTheSame_WhenATrackerGoesOnFromSavedState()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var read = log.Interleaved();
            var whole = Run(log, read);

            var split = log.Random.Next(read.Count + 1);
            var (first, second) = (Tracker(log), Tracker(log));
            read[..split].ForEach(e => first.Add(e));
            second.Restore(first.Save());
            Assert.True(SizesOf(first) == SizesOf(second), $"Seed {seed}: {SizesOf(first)} saved, {SizesOf(second)} restored.");
            read[split..].ForEach(e => second.Add(e));
            second.CloseAll();
            Same(Transcript.Of(whole), Transcript.Of(first.Output).Concat(Transcript.Of(second.Output)), seed);
            Same(whole.Late.Select(l => Transcript.Of([l])), first.Output.Late.Concat(second.Output.Late).Select(l => Transcript.Of([l])), seed);
        }
    }

    [Fact]
    public void Output_IsTheSame_WhenManyEventsAreAddedAtOnce()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var read = log.Interleaved();
            var (one, all) = (Tracker(log), Tracker(log));
            var expected = read.ConvertAll(e => one.Add(e));
            var admissions = new Admission[read.Count];
            all.AddAll(read.ToArray(), admissions);
            one.CloseAll();
            all.CloseAll();
            Assert.True(expected.SequenceEqual(admissions), $"Seed {seed}");
            Same(Transcript.Of(one.Output), Transcript.Of(all.Output), seed);
        }
    }

    [Fact]
    public void EveryEvent_IsInOneSessionOrLateOrCut_WhateverTheClockDoes()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var tracker = new SessionTracker(log.Options with { IdleAfter = Clicks.Ms(log.Random.Next(1, 10)) }, log.Numbers);
            var clock = Clicks.Base;
            foreach (var e in log.Interleaved())
            {
                clock += log.Random.Next(8);
                tracker.Add(e);
                tracker.EndReached(log.Random.Next(log.Partitions.Count), clock);
                tracker.AdvanceClock(clock);
            }

            tracker.CloseAll();
            var known = tracker.Output.Closed.Sum(s => s.Items.Length) + tracker.Output.Late.Count + tracker.Counts.Cut(CutReason.Repeat);
            Assert.True(log.Events.Count() == known, $"Seed {seed}: {log.Events.Count()} events read, {known} found again.");
            EveryTakenEventLeftAClick(tracker, log.Events.Count(), seed);
        }
    }

    [Fact]
    public void Output_IsInTheOrderOfKeys()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var output = Run(log, log.Interleaved());
            var (sessions, clicks) = (output.Closed.ConvertAll(session => session.Key), output.Clicks.Clicks.ToArray().Select(click => click.Key).ToList());
            Assert.True(IsOrdered(sessions) && IsOrdered(clicks), $"Seed {seed}: {string.Join(", ", sessions)}\n{string.Join(", ", clicks)}");
            for (var i = 0; i < sessions.Count; i++)
            {
                // At equal times clicks are first.
                var before = clicks.Count(key => key.TimeMs <= sessions[i].TimeMs);
                Assert.True(before == output.ClicksBefore[i], $"Seed {seed}: {output.ClicksBefore[i]} clicks before {sessions[i]}, not {before}.");
            }
        }
    }

    [Fact]
    public void EveryEvent_IsInOneSessionOrLateOrCut()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var tracker = Tracker(log);
            var read = log.Interleaved();
            read.ForEach(e => tracker.Add(e));
            tracker.CloseAll();
            var known = tracker.Output.Closed.Sum(s => s.Items.Length) + tracker.Output.Late.Count + tracker.Counts.Cut(CutReason.Repeat);
            Assert.True(read.Count == known, $"Seed {seed}: {read.Count} events read, {known} found again.");
            EveryTakenEventLeftAClick(tracker, read.Count, seed);
            Assert.True(tracker is { OpenSessions: 0, WaitingSessions: 0, WaitingClicks: 0 }, $"Seed {seed}: sessions or clicks are left.");

            var items = tracker.Output.Closed.SelectMany(s => s.Items.Select(item => (s.User, item)))
                .Concat(tracker.Output.Late.Select(l => (l.Event.User, l.Event.Item))).ToHashSet();
            Assert.True(items.SetEquals(read.Select(e => (e.User, e.Item))), $"Seed {seed}: an item was lost or made up.");
        }
    }

    [Fact]
    public void Sessions_HoldEveryEventOnceInOrderWithoutALongPause_WhateverTheOrderOfArrival()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            // Every event has an item of its own, so that each can be found again.
            var log = new RandomLog(seed);
            var events = log.Interleaved().ConvertAll(e => e with { Item = new ItemId(e.Position.ToString()) });
            var output = Run(log, events);
            var found = output.Closed.SelectMany(session => session.Items).Concat(output.Late.Select(late => late.Event.Item));
            Same(events.Select(e => e.Item.Value).Order(StringComparer.Ordinal), found.Select(item => item.Value).Order(StringComparer.Ordinal), seed);

            var byItem = events.ToDictionary(e => e.Item);
            foreach (var session in output.Closed)
            {
                var inside = session.Items.Select(item => byItem[item]).ToList();
                var steps = inside.Zip(inside.Skip(1)).ToList();
                Assert.True(
                    inside.All(e => e.User == session.User && e.Position.Partition == session.Key.Position.Partition)
                    && inside.Select(e => e.Weight).SequenceEqual(session.Weights)
                    && steps.All(step => step.Second.TimeMs - step.First.TimeMs <= log.Options.Gap.TotalMilliseconds)
                    && steps.All(step => (step.First.TimeMs, step.First.Position.Offset).CompareTo((step.Second.TimeMs, step.Second.Position.Offset)) < 0)
                    && (inside[0].TimeMs, inside[^1].TimeMs, inside[^1].Position) == (session.StartMs, session.EndMs, session.Key.Position)
                    && inside.Count <= log.Options.MaxLength
                    && session.EndMs - session.StartMs <= log.Options.MaxDuration.TotalMilliseconds,
                    $"Seed {seed}: {Transcript.Of(session)}");
            }
        }
    }

    [Fact]
    public void SessionsOfAUser_AreFurtherApartThanTheGap_WhenNothingIsLaterThanAllowed()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, WithinLateness);
            var tracker = new SessionTracker(log.Options with { MaxLength = 1_000, MaxDuration = Clicks.Ms(1_000) }, log.Numbers);
            log.Interleaved().ForEach(e => tracker.Add(e));
            tracker.CloseAll();
            foreach (var user in tracker.Output.Closed.GroupBy(s => (s.User, s.Key.Position.Partition)))
            {
                var ordered = user.OrderBy(s => s.StartMs).ToList();
                Assert.True(
                    ordered.Zip(ordered.Skip(1)).All(pair => pair.Second.StartMs - pair.First.EndMs > log.Options.Gap.TotalMilliseconds),
                    $"Seed {seed}: {Transcript.Of(ordered)}");
            }
        }
    }

    private static bool IsOrdered(List<StreamKey> keys) => keys.Zip(keys.Skip(1)).All(pair => pair.First < pair.Second);

    private static void EveryTakenEventLeftAClick(SessionTracker tracker, int read, int seed)
    {
        var released = Enum.GetValues<ClickRelease>().Sum(tracker.Counts.Clicks);
        var taken = read - tracker.Output.Late.Count;
        Assert.True(
            released == tracker.Output.Clicks.Count && released + tracker.Counts.ClicksRepeated == taken,
            $"Seed {seed}: {taken} events taken, {released} clicks released, {tracker.Output.Clicks.Count} left, {tracker.Counts.ClicksRepeated} repeated.");
    }

    private static (int, int, int, int, int) SizesOf(SessionTracker tracker) =>
        (tracker.OpenSessions, tracker.OpenEvents, tracker.WaitingSessions, tracker.WaitingClicks, tracker.EarlierUsers);

    private static SessionTracker Tracker(RandomLog log) => new(log.Options, log.Numbers);

    private static SessionOutput Run(RandomLog log, List<ItemEvent> read)
    {
        var tracker = Tracker(log);
        read.ForEach(e => tracker.Add(e));
        tracker.CloseAll();
        return tracker.Output;
    }

    private static IEnumerable<string> LateOf(SessionOutput output) =>
        output.Late.OrderBy(l => l.Event.Position).Select(l => Transcript.Of([l]));

    private static void Same(IEnumerable<string> expected, IEnumerable<string> actual, int seed)
    {
        var (wanted, got) = (string.Join('\n', expected), string.Join('\n', actual));
        Assert.True(wanted == got, $"Seed {seed}\nexpected\n{wanted}\nactual\n{got}");
    }
}
