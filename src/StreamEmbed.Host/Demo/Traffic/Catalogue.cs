using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Randomness;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>The items on offer: topics with their items in order of popularity, to which new ones are added all the time.</summary>
internal sealed class Catalogue
{
    /// <summary>Share of clicks that go to what was launched last: shops and front pages show it on top.</summary>
    private const double FreshShare = 0.15;

    /// <summary>How many of a topic's launches count as fresh.</summary>
    private const int FreshItems = 5;

    private readonly SeededRandom _random;
    private readonly int _maxItemsPerTopic;
    private readonly List<ItemId>[] _byPopularity;
    private readonly List<ItemId>[] _fresh;
    private readonly int[] _launchedInCategory;

    public Catalogue(TrafficOptions options, SeededRandom random)
    {
        _random = random;
        _maxItemsPerTopic = options.MaxItemsPerTopic;
        _byPopularity = [.. Enumerable.Range(0, Interests.TopicCount).Select(_ => new List<ItemId>())];
        _fresh = [.. Enumerable.Range(0, Interests.TopicCount).Select(_ => new List<ItemId>())];
        _launchedInCategory = new int[Interests.CategoryCount];
        for (var item = 0; item < options.ItemsPerTopic; item++)
        {
            for (var topic = 0; topic < Interests.TopicCount; topic++)
            {
                Launch(topic);
            }
        }
    }

    /// <summary>Launches an item in any topic.</summary>
    public void Launch() => Launch(_random.NextInt(Interests.TopicCount));

    /// <summary>An item of a topic as a visitor would pick it: mostly by popularity, sometimes because it is new.</summary>
    public ItemId Pick(int topic)
    {
        var fresh = _fresh[topic];
        var items = _byPopularity[topic];
        return _random.NextDouble() < FreshShare ? fresh[_random.NextInt(fresh.Count)] : items[ZipfRank.Draw(_random, items.Count)];
    }

    private void Launch(int topic)
    {
        var category = Interests.CategoryOf(topic);
        var number = ++_launchedInCategory[category];
        var item = new ItemId(string.Create(CultureInfo.InvariantCulture, $"{Interests.NameOf(category)}-{number:D6}"));
        var items = _byPopularity[topic];
        if (items.Count == _maxItemsPerTopic)
        {
            _fresh[topic].Remove(items[^1]);
            items.RemoveAt(items.Count - 1);
        }

        // Any rank is as likely, so most newcomers find few friends and some become hits at once; what was popular sinks.
        items.Insert(_random.NextInt(items.Count + 1), item);
        _fresh[topic].Add(item);
        if (_fresh[topic].Count > FreshItems)
        {
            _fresh[topic].RemoveAt(0);
        }
    }
}
