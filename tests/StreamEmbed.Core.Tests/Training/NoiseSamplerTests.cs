using System.Globalization;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

public sealed class NoiseSamplerTests
{
    [Fact]
    public void Advance_DrawsThreeQuartersFromRecentEvents_AndAQuarterFromAllItems()
    {
        var (sampler, vocabulary, recent) = Sampler(items: 100);
        // Item 3 has all recent events.
        for (var i = 0; i < 1_000; i++)
        {
            recent.Push(3);
        }

        var (third, others) = Frequencies(sampler, 3);

        // 48,000 draws: the standard error is 0.002.
        Assert.Equal(0.75 + (0.25 / 100), third, 0.008);
        Assert.Equal(99, others);
        Assert.Equal(100, vocabulary.Count);
    }

    [Fact]
    public void Forget_TakesARowOutAtOnce_AlsoWhereItWasDrawnAhead()
    {
        var (sampler, vocabulary, recent) = Sampler(items: 10);
        for (var i = 0; i < 1_000; i++)
        {
            recent.Push(3);
        }

        sampler.Advance();
        Assert.Contains(3, sampler.Current.ToArray());
        Assert.Contains(3, sampler.Next.ToArray());

        vocabulary.Remove(3);
        recent.Forget(3, lastEvent: 999);
        sampler.Forget(3);

        Assert.DoesNotContain(3, sampler.Current.ToArray());
        Assert.DoesNotContain(3, sampler.Next.ToArray());
        Assert.Equal(0, Frequencies(sampler, 3).Share);
    }

    [Fact]
    public void Advance_ReplacesOnlyTheFreshRows_WhenSomeStay()
    {
        var (sampler, _, _) = Sampler(items: 10_000, fresh: 6);
        sampler.Advance();
        var before = sampler.Current.ToArray();

        sampler.Advance();

        Assert.Equal(6, before.Zip(sampler.Current.ToArray()).Count(p => p.First != p.Second));
    }

    private static (NoiseSampler Sampler, ItemVocabulary Vocabulary, RecentItems Recent) Sampler(int items, int fresh = 24)
    {
        var vocabulary = new ItemVocabulary();
        for (var i = 0; i < items; i++)
        {
            vocabulary.Add(i.ToString(CultureInfo.InvariantCulture));
        }

        var recent = new RecentItems(1_000);
        var settings = TrainingSettings.From(new TrainingOptions { FreshNoiseRows = fresh });
        return (new NoiseSampler(settings, vocabulary, recent, null), vocabulary, recent);
    }

    private static (double Share, int Others) Frequencies(NoiseSampler sampler, int row)
    {
        var others = new HashSet<int>();
        var hits = 0;
        var draws = 0;
        for (var block = 0; block < 2_000; block++)
        {
            sampler.Advance();
            foreach (var drawn in sampler.Current)
            {
                draws++;
                hits += drawn == row ? 1 : 0;
                if (drawn != row)
                {
                    others.Add(drawn);
                }
            }
        }

        return (hits / (double)draws, others.Count);
    }
}
