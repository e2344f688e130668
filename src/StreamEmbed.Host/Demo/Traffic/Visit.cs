using StreamEmbed.Events;
using StreamEmbed.Randomness;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>A user's way through the site: mostly within a topic, drifting to its neighbours, now and then putting something in the cart.</summary>
internal sealed class Visit(Shopper shopper, int topic, int events)
{
    /// <summary>Share of steps that stay in the topic; of the others, <see cref="SameCategory"/> stay in the category.</summary>
    private const double SameTopic = 0.75;
    private const double SameCategory = 0.7;
    private const double AddsToCart = 0.10;
    private const double BuysFromCart = 0.35;

    /// <summary>Draws to find another item than the last one.</summary>
    private const int Draws = 4;

    private int _topic = topic;
    private ItemId _item;
    private string? _type;

    public Shopper Shopper { get; } = shopper;

    /// <summary>Events still to come.</summary>
    public int Left { get; private set; } = events;

    /// <summary>Takes the next step.</summary>
    public (ItemId Item, string Type) Step(Catalogue catalogue, SeededRandom random)
    {
        Left--;
        _type = (_type, random.NextDouble()) switch
        {
            ("click", < AddsToCart) => "add_to_cart",
            ("add_to_cart", < BuysFromCart) => "purchase",
            _ => "click",
        };
        if (_type == "click")
        {
            Drift(random);
            _item = Another(catalogue);
        }

        return (_item, _type);
    }

    private void Drift(SeededRandom random)
    {
        if (_item == default || random.NextDouble() < SameTopic)
        {
            return;
        }

        var category = Interests.CategoryOf(_topic);
        if (random.NextDouble() >= SameCategory)
        {
            category = Interests.Related(category, 1 + random.NextInt(Interests.RelatedCount));
        }

        _topic = Interests.TopicOf(category, random.NextInt(Interests.TopicsPerCategory));
    }

    private ItemId Another(Catalogue catalogue)
    {
        var item = catalogue.Pick(_topic);
        for (var draw = 1; draw < Draws && item == _item; draw++)
        {
            item = catalogue.Pick(_topic);
        }

        return item;
    }
}
