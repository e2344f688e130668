using StreamEmbed.Events;
using StreamEmbed.Sessions;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>A small random log and random rules, the same for the same seed.</summary>
internal sealed class RandomLog
{
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="delay">How far events are behind the greatest time read before them, at most; null: in any order, and with every bound in force.</param>
    public RandomLog(int seed, Func<SessionOptions, TimeSpan>? delay = null)
    {
        Random = new Random(seed);
        Options = RandomOptions(bounded: delay is null);
        Partitions = [.. Enumerable.Range(0, Random.Next(1, 4)).Select(partition => RandomPartition(partition, delay?.Invoke(Options)))];
    }

    public Random Random { get; }

    public SessionOptions Options { get; }

    /// <summary>Each partition's events in the order of their offsets.</summary>
    public IReadOnlyList<IReadOnlyList<ItemEvent>> Partitions { get; }

    public IReadOnlyList<int> Numbers => [.. Enumerable.Range(0, Partitions.Count)];

    public IEnumerable<ItemEvent> Events => Partitions.SelectMany(events => events);

    /// <summary>One of the orders in which the whole log can be read.</summary>
    public List<ItemEvent> Interleaved()
    {
        var next = new int[Partitions.Count];
        var read = new List<ItemEvent>();
        while (read.Count < Partitions.Sum(events => events.Count))
        {
            var partition = Random.Next(Partitions.Count);
            for (var run = Random.Next(1, 5); run > 0 && next[partition] < Partitions[partition].Count; run--)
            {
                read.Add(Partitions[partition][next[partition]++]);
            }
        }

        return read;
    }

    private SessionOptions RandomOptions(bool bounded) => new()
    {
        Gap = Clicks.Ms(Random.Next(0, 8)),
        Grace = Clicks.Ms(Random.Next(0, 4)),
        OutOfOrder = Clicks.Ms(Random.Next(0, 6)),
        MaxDuration = Clicks.Ms(Random.Next(3) == 0 ? Random.Next(1, 15) : 1_000),
        MaxLength = Random.Next(3) == 0 ? Random.Next(1, 5) : 1_000,
        CollapseRepeats = Random.Next(2) == 0,
        MaxOpen = bounded && Random.Next(3) == 0 ? Random.Next(1, 9) : 1_000_000,
        EarlierUsers = bounded && Random.Next(3) == 0 ? Random.Next(1, 9) : 1_000_000,
        EarlierFor = bounded && Random.Next(3) == 0 ? Clicks.Ms(Random.Next(0, 40)) : TimeSpan.FromDays(1),
        IdleAfter = TimeSpan.Zero,
    };

    private List<ItemEvent> RandomPartition(int partition, TimeSpan? delay)
    {
        var count = Random.Next(0, 20);
        var span = Random.Next(1, 120);
        var times = Enumerable.Range(0, count).Select(_ => (long)Random.Next(span)).ToList();
        var arrival = times.OrderBy(time => delay is { } most ? time + (Random.NextDouble() * most.TotalMilliseconds) : Random.Next()).ToList();
        return [.. arrival.Select((time, offset) => Clicks.Click(
            $"u{Random.Next(3)}", $"i{Random.Next(4)}", time, offset, partition, Random.Next(1, 4)))];
    }
}
