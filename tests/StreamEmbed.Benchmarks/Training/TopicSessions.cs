using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Randomness;
using StreamEmbed.Sessions;

namespace StreamEmbed.Benchmarks.Training;

/// <summary>A seeded corpus of sessions with latent topics: what a trainer's speed and its sense of similarity are measured on.</summary>
/// <remarks>
/// Items are popular as 1 / (rank + 11) (Zipf and Mandelbrot) and belong at random to one of 500 topics of 10 sub-topics each.
/// A session has one sub-topic; a click is from it (20 %), from its topic (25 %) or from anywhere (55 %), always by
/// popularity. Lengths are 2 + geometric, 8 on average, at most 60.
/// </remarks>
internal sealed class TopicSessions
{
    private const int Topics = 500;
    private const int SubTopicsPerTopic = 10;
    private const int SubTopics = Topics * SubTopicsPerTopic;
    private const int LongestSession = 60;
    private const double FromSubTopic = 0.20;
    private const double FromTopic = 0.25;

    private readonly SeededRandom _random;
    private readonly ItemId[] _ids;
    private readonly int[] _subTopicOf;
    private readonly int[] _bySubTopic;
    private readonly int[] _subTopicStart = new int[SubTopics + 1];
    private readonly double[] _massBySubTopicOrder;
    private readonly double[] _massByRank;
    private readonly double[] _subTopicMass = new double[SubTopics + 1];

    public TopicSessions(int items, long seed)
    {
        _random = new SeededRandom(seed);
        _ids = [.. Enumerable.Range(0, items).Select(i => new ItemId(string.Create(CultureInfo.InvariantCulture, $"i{i}")))];
        _subTopicOf = [.. _ids.Select(_ => _random.NextInt(SubTopics))];
        _bySubTopic = [.. Enumerable.Range(0, items).OrderBy(i => _subTopicOf[i])];
        _massByRank = Cumulated(Enumerable.Range(0, items));
        _massBySubTopicOrder = Cumulated(_bySubTopic);
        for (var s = 0; s < SubTopics; s++)
        {
            var end = _subTopicStart[s];
            while (end < items && _subTopicOf[_bySubTopic[end]] == s)
            {
                end++;
            }

            _subTopicStart[s + 1] = end;
            var mass = _massBySubTopicOrder[end] - _massBySubTopicOrder[_subTopicStart[s]];
            // Flattened: small topics have their visitors too.
            _subTopicMass[s + 1] = _subTopicMass[s] + Math.Pow(mass, 0.75);
        }
    }

    public int TopicOf(ItemId item) => _subTopicOf[int.Parse(item.Value.AsSpan(1), CultureInfo.InvariantCulture)] / SubTopicsPerTopic;

    public Session Next(int number)
    {
        var length = 2;
        while (length < LongestSession && _random.NextDouble() > 1 / 7.0)
        {
            length++;
        }

        var subTopic = Draw(_subTopicMass, 0, SubTopics);
        var topic = subTopic / SubTopicsPerTopic * SubTopicsPerTopic;
        var items = new ItemId[length];
        for (var i = 0; i < length; i++)
        {
            var source = _random.NextDouble();
            items[i] = source < FromSubTopic ? DrawFrom(subTopic, subTopic + 1)
                : source < FromSubTopic + FromTopic ? DrawFrom(topic, topic + SubTopicsPerTopic)
                : _ids[Draw(_massByRank, 0, _ids.Length)];
        }

        return Of(number, items);
    }

    /// <summary>The <paramref name="number"/>-th session of a corpus, ten a second.</summary>
    public static Session Of(int number, IEnumerable<ItemId> items)
    {
        ItemId[] all = [.. items];
        var weights = new float[all.Length];
        Array.Fill(weights, 1);
        var timeMs = 1_700_000_000_000 + (number * 100L);
        return new Session(new UserId("u"), all, weights, timeMs, timeMs, SessionEnd.Gap);
    }

    private ItemId DrawFrom(int firstSubTopic, int endSubTopic) =>
        _ids[_bySubTopic[Draw(_massBySubTopicOrder, _subTopicStart[firstSubTopic], _subTopicStart[endSubTopic])]];

    // An index in [from, to) by its share of the cumulated mass.
    private int Draw(double[] cumulated, int from, int to)
    {
        var point = cumulated[from] + (_random.NextDouble() * (cumulated[to] - cumulated[from]));
        var at = Array.BinarySearch(cumulated, from, to - from + 1, point);
        return Math.Clamp(at >= 0 ? at : ~at - 1, from, to - 1);
    }

    private static double[] Cumulated(IEnumerable<int> ranks)
    {
        var sums = new List<double> { 0 };
        foreach (var rank in ranks)
        {
            sums.Add(sums[^1] + (1.0 / (rank + 11)));
        }

        return [.. sums];
    }
}
