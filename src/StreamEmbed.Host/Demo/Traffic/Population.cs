using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Randomness;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>Everybody who may visit: a bounded number of users, some of whom come far more often than others.</summary>
internal sealed class Population(TrafficOptions options, SeededRandom random)
{
    /// <summary>Draws before it is taken that nobody known has time, and a stranger comes.</summary>
    private const int Draws = 8;

    private const int MostTopics = 3;

    private readonly List<Shopper> _known = [];
    private int _named;

    /// <summary>Whoever comes next: mostly somebody known who has been away long enough.</summary>
    public Shopper Next(long nowMs)
    {
        var isNew = random.NextDouble() < options.NewUserShare;
        for (var draw = 0; draw < Draws && !isNew && _known.Count > 0; draw++)
        {
            // The square prefers the front of the list: a tenth of the users makes a third of the visits.
            var place = random.NextDouble();
            var shopper = _known[(int)(place * place * _known.Count)];
            if (!shopper.IsVisiting && shopper.AwayUntilMs <= nowMs)
            {
                return shopper;
            }
        }

        return Welcome();
    }

    private Shopper Welcome()
    {
        var topics = new int[1 + random.NextInt(MostTopics)];
        for (var i = 0; i < topics.Length; i++)
        {
            topics[i] = Interests.TopicOfRank(ZipfRank.Draw(random, Interests.TopicCount));
        }

        _named++;
        var shopper = new Shopper(new UserId(string.Create(CultureInfo.InvariantCulture, $"user-{_named:D6}")), topics);
        if (_known.Count < options.Users)
        {
            _known.Add(shopper);
        }
        else
        {
            _known[random.NextInt(_known.Count)] = shopper;
        }

        return shopper;
    }
}
