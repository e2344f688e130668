using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>What holds for every log and every order of reading it; small cases, many of them. The seed of a failure is in its message.</summary>
public sealed class SessionTrackerPropertyTests
{
    private const int Cases = 10_000;

    [Fact]
    public void Sessions_AreThoseOfTheSortedInput_WhenNothingIsLaterThanAllowed()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: true);
            var output = Run(log, log.Interleaved());
            Assert.True(output.Late.Count == 0, $"Seed {seed}: {Transcript.Of(output.Late)}");
            Same(
                NaiveSessions.Of(log.Events, log.Options).Order(StringComparer.Ordinal),
                output.Closed.Select(NaiveSessions.Text).Order(StringComparer.Ordinal),
                seed);
        }
    }

    [Fact]
    public void Output_IsTheSameInTheSameOrder_HoweverThePartitionsAreInterleaved()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: false);
            var one = Run(log, log.Interleaved());
            var other = Run(log, log.Interleaved());
            Same(one.Closed.Select(Transcript.Of), other.Closed.Select(Transcript.Of), seed);
            Same(LateOf(one), LateOf(other), seed);
        }
    }

    [Fact]
    public void Output_IsTheSame_WhenATrackerGoesOnFromSavedState()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: false);
            var read = log.Interleaved();
            var whole = Run(log, read);

            var split = log.Random.Next(read.Count + 1);
            var (first, second) = (Tracker(log), Tracker(log));
            read[..split].ForEach(e => first.Add(e));
            second.Restore(first.Save());
            Assert.True((first.OpenSessions, first.OpenEvents, first.WaitingSessions) == (second.OpenSessions, second.OpenEvents, second.WaitingSessions), $"Seed {seed}");
            read[split..].ForEach(e => second.Add(e));
            second.CloseAll();
            Same(whole.Closed.Select(Transcript.Of), first.Output.Closed.Concat(second.Output.Closed).Select(Transcript.Of), seed);
            Same(whole.Late.Select(l => Transcript.Of([l])), first.Output.Late.Concat(second.Output.Late).Select(l => Transcript.Of([l])), seed);
        }
    }

    [Fact]
    public void Output_IsTheSame_WhenManyEventsAreAddedAtOnce()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: false);
            var read = log.Interleaved();
            var (one, all) = (Tracker(log), Tracker(log));
            var expected = read.ConvertAll(e => one.Add(e));
            var admissions = new Admission[read.Count];
            all.AddAll(read.ToArray(), admissions);
            one.CloseAll();
            all.CloseAll();
            Assert.True(expected.SequenceEqual(admissions), $"Seed {seed}");
            Same(one.Output.Closed.Select(Transcript.Of), all.Output.Closed.Select(Transcript.Of), seed);
        }
    }

    [Fact]
    public void EveryEvent_IsInOneSessionOrLateOrCut_WhateverTheClockDoes()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: false);
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
        }
    }

    [Fact]
    public void Output_IsInTheOrderOfKeys()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: false);
            var keys = Run(log, log.Interleaved()).Closed.ConvertAll(session => session.Key);
            Assert.True(keys.Zip(keys.Skip(1)).All(pair => pair.First < pair.Second), $"Seed {seed}: {string.Join(", ", keys)}");
        }
    }

    [Fact]
    public void EveryEvent_IsInOneSessionOrLateOrCut()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: false);
            var tracker = Tracker(log);
            var read = log.Interleaved();
            read.ForEach(e => tracker.Add(e));
            tracker.CloseAll();
            var known = tracker.Output.Closed.Sum(s => s.Items.Length) + tracker.Output.Late.Count + tracker.Counts.Cut(CutReason.Repeat);
            Assert.True(read.Count == known, $"Seed {seed}: {read.Count} events read, {known} found again.");
            Assert.True(tracker is { OpenSessions: 0, WaitingSessions: 0 }, $"Seed {seed}: sessions are left.");

            var items = tracker.Output.Closed.SelectMany(s => s.Items.Select(item => (s.User, item)))
                .Concat(tracker.Output.Late.Select(l => (l.Event.User, l.Event.Item))).ToHashSet();
            Assert.True(items.SetEquals(read.Select(e => (e.User, e.Item))), $"Seed {seed}: an item was lost or made up.");
        }
    }

    [Fact]
    public void SessionsOfAUser_AreFurtherApartThanTheGap_WhenNothingIsLaterThanAllowed()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed, withinLateness: true);
            var tracker = new SessionTracker(log.Options with { MaxLength = 1_000, MaxDuration = Clicks.Ms(1_000) }, log.Numbers);
            log.Interleaved().ForEach(e => tracker.Add(e));
            tracker.CloseAll();
            foreach (var user in tracker.Output.Closed.GroupBy(s => (s.User, s.Key.Last.Partition)))
            {
                var ordered = user.OrderBy(s => s.StartMs).ToList();
                Assert.True(
                    ordered.Zip(ordered.Skip(1)).All(pair => pair.Second.StartMs - pair.First.EndMs > log.Options.Gap.TotalMilliseconds),
                    $"Seed {seed}: {Transcript.Of(ordered)}");
            }
        }
    }

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
