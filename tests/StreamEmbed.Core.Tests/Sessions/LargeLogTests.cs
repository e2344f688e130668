using StreamEmbed.Events;
using StreamEmbed.Sessions;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>
/// Logs with many users and with leaps in time, at the usual half hour of gap: what the small random logs cannot reach, namely the
/// table's growth and holes, events beyond a session's own row, and the far side of the wheel.
/// </summary>
public sealed class LargeLogTests
{
    private static readonly SessionOptions Options = new()
    {
        MaxDuration = TimeSpan.FromHours(3),
        MaxLength = 40,
        EarlierFor = TimeSpan.FromDays(100_000),
    };

    [Fact]
    public void Sessions_AreThoseOfTheSortedInput_AcrossLeapsInTime()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var log = Log(random, count: 6_000, users: random.Next(2, 600));
            var tracker = new SessionTracker(Options, [0]);
            var admissions = new Admission[log.Count];
            tracker.AddAll(log.ToArray(), admissions);
            tracker.CloseAll();
            Assert.True(admissions.All(admission => admission == Admission.Taken), $"Seed {seed}");
            var expected = NaiveSessions.Of(log, Options).Order(StringComparer.Ordinal);
            var actual = tracker.Output.Closed.Select(NaiveSessions.Text).Order(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(actual), $"Seed {seed}");
            var keys = tracker.Output.Closed.ConvertAll(session => session.Key);
            Assert.True(keys.Zip(keys.Skip(1)).All(pair => pair.First < pair.Second), $"Seed {seed}: out of order.");
        }
    }

    [Fact]
    public void Clicks_AreThoseOfTheSortedInput_AcrossLeapsInTime()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            var log = Log(random, count: 1_500, users: random.Next(5, 200));
            var tracker = new SessionTracker(Options, [0]);
            tracker.AddAll(log.ToArray(), new Admission[log.Count]);
            tracker.CloseAll();
            Assert.True(NaiveClicks.Of(log, Options).SequenceEqual(Transcript.Of(tracker.Output.Clicks)), $"Seed {seed}");
        }
    }

    /// <summary>Some seconds between events, now and then minutes, hours or days; disorder of up to ten seconds.</summary>
    private static List<ItemEvent> Log(Random random, int count, int users)
    {
        var log = new List<ItemEvent>(count);
        var timeMs = 0L;
        for (var offset = 0; offset < count; offset++)
        {
            timeMs += random.Next(1_000) switch
            {
                0 => random.NextInt64(40L * 24 * 3_600_000),
                < 4 => random.Next(12 * 3_600_000),
                < 60 => random.Next(900_000),
                _ => random.Next(8_000),
            };
            log.Add(Click($"u{random.Next(users)}", $"i{random.Next(50)}", timeMs - random.Next(10_000), offset));
        }

        return log;
    }
}
