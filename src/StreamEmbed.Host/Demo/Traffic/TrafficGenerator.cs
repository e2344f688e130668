using StreamEmbed.Events;
using StreamEmbed.Randomness;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>Endless, believable clicks: visits of users with lasting interests on a catalogue that keeps growing.</summary>
/// <remarks>
/// A simulation of single events: visits and launches arrive at random (Poisson), the steps of a visit follow each other after
/// random times. Time is a parameter and runs only in <see cref="Produce"/>. Single owner; memory is bounded by the options.
/// </remarks>
internal sealed class TrafficGenerator
{
    /// <summary>Longest time between two events of a visit, in multiples of the mean.</summary>
    private const double LongestDwell = 4;

    private const double ShortestDwell = 0.05;

    /// <summary>Share of visits that start in one of the user's own topics.</summary>
    private const double StartsAtHome = 0.85;

    private const int LongestVisit = 60;

    private readonly TrafficOptions _options;
    private readonly SeededRandom _random;
    private readonly Catalogue _catalogue;
    private readonly Population _population;
    private readonly PriorityQueue<Visit, (double TimeMs, long Number)> _visits = new();
    private readonly double _msPerVisit;
    private readonly double _msPerLaunch;
    private double _nextVisitMs;
    private double _nextLaunchMs;
    private long _visitNumber;
    private long _produced;

    /// <summary>Builds the site and its users, with as many visits going on as at any other time.</summary>
    /// <param name="options">The shape of the traffic.</param>
    /// <param name="startMs">Time of the first event at the earliest, Unix milliseconds.</param>
    public TrafficGenerator(TrafficOptions options, long startMs)
    {
        _options = options;
        _random = new SeededRandom(options.Seed);
        _catalogue = new Catalogue(options, _random);
        _population = new Population(options, _random);
        _msPerVisit = 1_000 * options.EventsPerVisit / options.EventsPerSecond;
        _msPerLaunch = 60_000 / options.LaunchesPerMinute;

        // Visits that began before the start: two mean lengths are enough for the rate to settle.
        var before = startMs - (2 * options.EventsPerVisit * options.Dwell.TotalMilliseconds);
        _nextVisitMs = before + Wait(_msPerVisit);
        _nextLaunchMs = startMs + Wait(_msPerLaunch);
        while (TryNext(startMs - 1, out _))
        {
        }

        _produced = 0;
    }

    /// <summary>Adds the events up to a time, in order of time.</summary>
    /// <param name="untilMs">Events after this are kept for later, Unix milliseconds.</param>
    /// <param name="into">Receives them.</param>
    /// <param name="max">Most events to add; the next call goes on after them.</param>
    /// <returns>How many were added.</returns>
    public int Produce(long untilMs, ICollection<TrafficEvent> into, int max)
    {
        var added = 0;
        while (added < max && TryNext(untilMs, out var e))
        {
            into.Add(e);
            added++;
        }

        return added;
    }

    private bool TryNext(long untilMs, out TrafficEvent e)
    {
        while (true)
        {
            var stepMs = _visits.TryPeek(out _, out var next) ? next.TimeMs : double.PositiveInfinity;
            var nowMs = Math.Min(stepMs, Math.Min(_nextVisitMs, _nextLaunchMs));
            if (nowMs >= untilMs + 1.0)
            {
                e = default;
                return false;
            }

            if (nowMs == _nextLaunchMs)
            {
                _catalogue.Launch();
                _nextLaunchMs += Wait(_msPerLaunch);
            }
            else if (nowMs == _nextVisitMs)
            {
                Begin(nowMs);
                _nextVisitMs += Wait(_msPerVisit);
            }
            else
            {
                e = Step(_visits.Dequeue(), nowMs);
                return true;
            }
        }
    }

    private void Begin(double nowMs)
    {
        var shopper = _population.Next((long)nowMs);
        shopper.IsVisiting = true;
        var topic = _random.NextDouble() < StartsAtHome
            ? shopper.Topics[_random.NextInt(shopper.Topics.Length)]
            : Interests.TopicOfRank(ZipfRank.Draw(_random, Interests.TopicCount));
        var events = 2 + (int)Math.Min(LongestVisit - 2, GeometricOf(_options.EventsPerVisit - 2));
        _visits.Enqueue(new Visit(shopper, topic, events), (nowMs, ++_visitNumber));
    }

    private TrafficEvent Step(Visit visit, double nowMs)
    {
        var (item, type) = visit.Step(_catalogue, _random);
        var timeMs = (long)nowMs;
        if (visit.Left > 0)
        {
            var dwell = Math.Clamp(Wait(1), ShortestDwell, LongestDwell);
            _visits.Enqueue(visit, (nowMs + (dwell * _options.Dwell.TotalMilliseconds), ++_visitNumber));
        }
        else
        {
            visit.Shopper.IsVisiting = false;
            visit.Shopper.AwayUntilMs = timeMs + (long)_options.Away.TotalMilliseconds;
        }

        return new TrafficEvent(new ItemEvent(visit.Shopper.Id, item, timeMs, 1, new SourcePosition(0, _produced++)), type);
    }

    /// <summary>An exponential waiting time: what lies between independent arrivals.</summary>
    private double Wait(double mean) => double.IsFinite(mean) ? -mean * Math.Log(1 - _random.NextDouble()) : mean;

    /// <summary>A geometric number from 0 on with this mean.</summary>
    private double GeometricOf(double mean) => mean <= 0 ? 0 : Math.Floor(Math.Log(1 - _random.NextDouble()) / Math.Log(mean / (1 + mean)));
}
