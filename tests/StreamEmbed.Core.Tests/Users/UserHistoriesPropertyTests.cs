using StreamEmbed.Core.Tests.Sessions;
using StreamEmbed.Events;
using StreamEmbed.Users;

namespace StreamEmbed.Core.Tests.Users;

/// <summary>Histories of random logs in which users have events in several partitions, compared with the sorted log.</summary>
public sealed class UserHistoriesPropertyTests
{
    private const int Cases = 10_000;

    [Fact]
    public void Histories_AreThoseOfTheSortedLog_HoweverThePartitionsAreInterleaved()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var options = Options(log.Random);
            var expected = Naive(log.Events, options);
            Assert.True(expected == HistoriesOf(log.Interleaved(), options), $"Seed {seed}");
            Assert.True(expected == HistoriesOf(log.Interleaved(), options), $"Seed {seed}, read in another order");
        }
    }

    [Fact]
    public void Histories_AreTheSame_WhenTheyGoOnFromSavedState()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var log = new RandomLog(seed);
            var options = Options(log.Random);
            var read = log.Interleaved();
            var split = log.Random.Next(read.Count + 1);
            var (first, second) = (new UserHistories(options), new UserHistories(options));
            read[..split].ForEach(e => first.Add(e));
            second.Restore(first.Save());
            read[split..].ForEach(e => second.Add(e));
            Assert.True(Naive(log.Events, options) == Text(second), $"Seed {seed}");
        }
    }

    private static UserOptions Options(Random random) => new() { History = random.Next(1, 6), TimeToLive = Clicks.Ms(random.Next(1, 80)) };

    private static string Naive(IEnumerable<ItemEvent> events, UserOptions options) => Text(
        from e in events
        group e by e.User into user
        let lastMs = user.Max(e => e.TimeMs)
        let kept = user.Where(e => lastMs - e.TimeMs <= options.TimeToLive.TotalMilliseconds).OrderBy(e => e.TimeMs).ThenBy(e => e.Position).TakeLast(options.History)
        select (user.Key, kept.Select(e => (e.Item, e.TimeMs, e.Weight))));

    private static string HistoriesOf(List<ItemEvent> read, UserOptions options)
    {
        var histories = new UserHistories(options);
        read.ForEach(e => histories.Add(e));
        return Text(histories);
    }

    private static string Text(UserHistories histories)
    {
        // Everybody, also who has not changed since a restart.
        histories.TouchAll();
        List<UserHistory> changed = [];
        histories.TakeChanges(changed, []);
        return Text(changed.Select(user => (user.User, Enumerable.Range(0, user.Items.Length).Select(i => (user.Items[i], user.TimesMs[i], user.Weights[i])))));
    }

    private static string Text(IEnumerable<(UserId User, IEnumerable<(ItemId Item, long TimeMs, float Weight)> Visits)> users) =>
        string.Join('\n', users.Select(user => $"{user.User}: {string.Join(' ', user.Visits)}").Order(StringComparer.Ordinal));
}
