using StreamEmbed.Events;
using StreamEmbed.Host.Demo.Traffic;

namespace StreamEmbed.Host.Tests.Demo.Traffic;

public sealed class TrafficGeneratorTests
{
    private const long Start = 1_700_000_000_000;
    private const long Minute = 60_000;
    private static readonly TrafficOptions Options = new();

    [Fact]
    public void Produce_GivesTheSameEvents_WhenTheSeedIsTheSame()
    {
        var first = Events(Options, Minute);
        var second = Events(Options, Minute);
        var other = Events(Options with { Seed = 2 }, Minute);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Produce_DoesNotDependOnHowOftenItIsAsked()
    {
        var generator = new TrafficGenerator(Options, Start);
        var pieces = new List<TrafficEvent>();
        for (var untilMs = Start; untilMs < Start + Minute; untilMs += 7)
        {
            while (generator.Produce(untilMs, pieces, 3) == 3)
            {
            }
        }

        generator.Produce(Start + Minute, pieces, int.MaxValue);

        Assert.Equal(Events(Options, Minute), pieces);
    }

    [Fact]
    public void Produce_KeepsTheOrderOfTime_AndNumbersTheEvents()
    {
        var events = Events(Options, Minute);

        Assert.Equal(events.Select(e => e.Event.TimeMs).Order(), events.Select(e => e.Event.TimeMs));
        Assert.Equal(Enumerable.Range(0, events.Count).Select(i => new SourcePosition(0, i)), events.Select(e => e.Event.Position));
        Assert.InRange(events[0].Event.TimeMs, Start, Start + 1_000);
        Assert.InRange(events[^1].Event.TimeMs, Start + Minute - 1_000, Start + Minute);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    [InlineData(5_000)]
    public void Produce_KeepsTheRate_FromTheFirstSecondsOn(double rate)
    {
        var events = Events(Options with { EventsPerSecond = rate }, 2 * Minute);
        var inTheFirstTenSeconds = events.Count(e => e.Event.TimeMs < Start + 10_000);

        // A visit brings 7 events at once or 35, so counts scatter about four times as much as independent events would.
        Assert.InRange(events.Count / 120.0, 0.85 * rate, 1.15 * rate);
        Assert.InRange(inTheFirstTenSeconds / 10.0, 0.6 * rate, 1.4 * rate);
    }

    [Fact]
    public void Produce_UsesOnlyTypesThatEventsMayHave()
    {
        var types = Events(Options, Minute).GroupBy(e => e.Type).ToDictionary(type => type.Key, type => type.Count());

        Assert.Equal(["add_to_cart", "click", "purchase"], types.Keys.Order());
        Assert.Empty(types.Keys.Except(new EventOptions().Types.Keys));
        Assert.True(types["click"] > 5 * types["add_to_cart"] && types["add_to_cart"] > types["purchase"]);
    }

    [Fact]
    public void Produce_BringsNewItemsAllTheTime()
    {
        var known = new HashSet<ItemId>();
        var newInMinute = Events(Options, 10 * Minute).GroupBy(e => (e.Event.TimeMs - Start) / Minute)
            .OrderBy(minute => minute.Key)
            .Select(minute => minute.Count(e => known.Add(e.Event.Item)))
            .ToArray();

        // 60 are launched a minute, and fresh ones are shown on top: most are clicked within a minute or two.
        Assert.All(newInMinute[2..10], count => Assert.InRange(count, 35, 100));
    }

    [Fact]
    public void Produce_ShowsPopularItemsFarMoreOften()
    {
        var counts = Events(Options with { LaunchesPerMinute = 0 }, 10 * Minute).CountBy(e => e.Event.Item).Select(item => item.Value)
            .OrderDescending().ToArray();

        var share = counts[..(counts.Length / 10)].Sum() / (double)counts.Sum();
        Assert.InRange(share, 0.4, 0.75);
    }

    [Fact]
    public void Produce_KeepsVisitsTogether_AndUsersComeBack()
    {
        var visits = Visits(Events(Options, 10 * Minute));

        var steps = visits.SelectMany(visit => visit.Zip(visit.Skip(1)))
            .Where(step => step.First.Event.Item != step.Second.Event.Item)
            .Select(step => Interests.CategoryOf(step.First.Event.Item) == Interests.CategoryOf(step.Second.Event.Item))
            .ToArray();
        var categories = visits.Select(visit => Interests.CategoryOf(visit[0].Event.Item)).ToArray();
        var byChance = categories.CountBy(category => category).Sum(count => Math.Pow(count.Value / (double)categories.Length, 2));
        var visitsOfUser = visits.CountBy(visit => visit[0].Event.User).Select(user => user.Value).ToArray();

        // A step leaves the category with probability 0.25 × 0.3; two visits share one in about a tenth of the cases.
        Assert.InRange(steps.Count(same => same) / (double)steps.Length, 0.90, 0.95);
        Assert.InRange(byChance, 0.05, 0.15);
        Assert.InRange(visits.Average(visit => visit.Count), 6, 8);
        Assert.True(visitsOfUser.Count(visited => visited >= 3) > visitsOfUser.Length / 10, "hardly anybody comes back");
    }

    [Fact]
    public void Produce_LeavesAGapBetweenVisits_ThatASessionGapCanFind()
    {
        var waits = Events(Options, 10 * Minute).GroupBy(e => e.Event.User)
            .SelectMany(user => user.Zip(user.Skip(1), (one, next) => next.Event.TimeMs - one.Event.TimeMs));

        var dwellMs = 4 * Options.Dwell.TotalMilliseconds;
        Assert.DoesNotContain(waits, wait => wait > dwellMs + 1 && wait < Options.Away.TotalMilliseconds);
    }

    [Fact]
    public void Produce_HoldsMemoryDown_WhenItemsAndUsersReachTheirLimits()
    {
        var options = Options with { EventsPerSecond = 1_000, LaunchesPerMinute = 6_000, MaxItemsPerTopic = 30, Users = 200 };

        var events = Events(options, 10 * Minute);
        var lastMinute = events.Where(e => e.Event.TimeMs >= Start + (9 * Minute)).Select(e => e.Event.Item).Distinct().Count();

        // At most 64 × 30 on offer at the start of the minute and 6,000 launched in it, but far more were launched in all.
        Assert.InRange(lastMinute, 1_000, (64 * 30) + 6_500);
        Assert.True(events.Select(e => e.Event.Item).Distinct().Count() > 15_000);
    }

    private static List<TrafficEvent> Events(TrafficOptions options, long forMs)
    {
        var events = new List<TrafficEvent>();
        new TrafficGenerator(options, Start).Produce(Start + forMs, events, int.MaxValue);
        return events;
    }

    /// <summary>Splits at pauses of more than ten seconds, leaving out what may have begun before or may go on.</summary>
    private static List<List<TrafficEvent>> Visits(List<TrafficEvent> events)
    {
        var visits = new List<List<TrafficEvent>>();
        var open = new Dictionary<UserId, List<TrafficEvent>>();
        foreach (var e in events)
        {
            if (!open.TryGetValue(e.Event.User, out var visit) || e.Event.TimeMs - visit[^1].Event.TimeMs > 10_000)
            {
                visits.Add(open[e.Event.User] = visit = []);
            }

            visit.Add(e);
        }

        return [.. visits.Where(visit => visit[0].Event.TimeMs > Start + 60_000 && visit[^1].Event.TimeMs < events[^1].Event.TimeMs - 60_000)];
    }
}
