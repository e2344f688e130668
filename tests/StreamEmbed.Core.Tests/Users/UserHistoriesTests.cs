using StreamEmbed.Events;
using StreamEmbed.Users;
using static StreamEmbed.Core.Tests.Sessions.Clicks;

namespace StreamEmbed.Core.Tests.Users;

public sealed class UserHistoriesTests
{
    private readonly List<UserHistory> _changed = [];
    private readonly List<UserId> _forgotten = [];

    private static UserHistories Histories(int history = 3, int maxUsers = 100, long timeToLiveMs = 1_000) =>
        new(new UserOptions { History = history, MaxUsers = maxUsers, TimeToLive = Ms(timeToLiveMs) });

    private void Take(UserHistories histories)
    {
        _changed.Clear();
        _forgotten.Clear();
        histories.TakeChanges(_changed, _forgotten);
    }

    private static string Text(UserHistory history) =>
        $"{history.User}: {string.Join(' ', history.Items.Zip(history.TimesMs, history.Weights).Select(e => $"{e.First}@{e.Second - Base}*{e.Third}"))}";

    [Fact]
    public void TakeChanges_GivesTheLastItemsInOrderOfTime()
    {
        var histories = Histories();
        histories.Add(Click("u", "a", 1, 0));
        histories.Add(Click("u", "c", 3, 1));
        histories.Add(Click("u", "d", 4, 2, weight: 2));
        histories.Add(Click("u", "b", 2, 3));
        Take(histories);
        Assert.Equal("u: b@2*1 c@3*1 d@4*2", Text(Assert.Single(_changed)));
        Assert.Empty(_forgotten);
    }

    [Fact]
    public void Add_IgnoresAnEvent_WhenItIsOlderThanAFullHistory()
    {
        var histories = Histories(history: 2);
        histories.Add(Click("u", "b", 2, 0));
        histories.Add(Click("u", "c", 3, 1));
        histories.Add(Click("u", "a", 1, 2));
        Take(histories);
        Assert.Equal("u: b@2*1 c@3*1", Text(Assert.Single(_changed)));
    }

    [Fact]
    public void Add_KeepsTheOrderOfArrival_WhenTimesAreEqual()
    {
        var histories = Histories();
        histories.Add(Click("u", "b", 1, 0));
        histories.Add(Click("u", "a", 1, 1));
        Take(histories);
        Assert.Equal("u: b@1*1 a@1*1", Text(Assert.Single(_changed)));
    }

    [Fact]
    public void Add_HoldsTheLastItems_WhateverTheOrder()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var limit = random.Next(1, 8);
            var histories = Histories(limit);
            var times = Enumerable.Range(0, random.Next(1, 30)).ToArray();
            random.Shuffle(times);
            for (var i = 0; i < times.Length; i++)
            {
                histories.Add(Click("u", $"i{times[i]}", times[i], i));
            }

            Take(histories);
            var expected = times.Order().TakeLast(limit).Select(time => Base + time);
            Assert.True(expected.SequenceEqual(Assert.Single(_changed).TimesMs), $"Seed {seed}");
        }
    }

    [Fact]
    public void TakeChanges_GivesOnlyWhatChangedSince()
    {
        var histories = Histories();
        histories.Add(Click("u", "a", 1, 0));
        histories.Add(Click("v", "b", 2, 1));
        Take(histories);
        Assert.Equal(["u", "v"], _changed.Select(h => h.User.Value));
        var copy = _changed[0];
        histories.Add(Click("u", "c", 3, 2));
        histories.Add(Click("u", "d", 4, 3));
        Take(histories);
        Assert.Equal("u: a@1*1 c@3*1 d@4*1", Text(Assert.Single(_changed)));
        Assert.Equal("u: a@1*1", Text(copy));
        Take(histories);
        Assert.Empty(_changed);
    }

    [Fact]
    public void Add_ForgetsTheUserSilentLongest_WhenThereAreTooMany()
    {
        var histories = Histories(maxUsers: 2);
        histories.Add(Click("u", "a", 1, 0));
        histories.Add(Click("v", "a", 2, 1));
        histories.Add(Click("u", "b", 3, 2));
        histories.Add(Click("w", "a", 4, 3));
        Assert.Equal(2, histories.Count);
        Take(histories);
        Assert.Equal(["u", "w"], _changed.Select(h => h.User.Value));
        Assert.Equal(["v"], _forgotten.Select(user => user.Value));
    }

    [Fact]
    public void Expire_ForgetsUsers_WhenTheirLastEventIsOlderThanTheTimeToLive()
    {
        var histories = Histories();
        histories.Add(Click("u", "a", 0, 0));
        histories.Add(Click("v", "a", 1, 1));
        histories.Expire(long.MinValue);
        histories.Expire(Base + 1_000);
        Assert.Equal(2, histories.Count);
        histories.Expire(Base + 1_001);
        Assert.Equal(1, histories.Count);
        Take(histories);
        Assert.Equal(["u"], _forgotten.Select(user => user.Value));
    }

    [Fact]
    public void TakeChanges_GivesAReturnedUserAsChangedOnly_WhenForgottenInBetween()
    {
        var histories = Histories();
        histories.Add(Click("u", "a", 0, 0));
        Assert.True(histories.Forget(new UserId("u")));
        Assert.False(histories.Forget(new UserId("u")));
        histories.Add(Click("u", "b", 1, 1));
        Take(histories);
        Assert.Equal("u: b@1*1", Text(Assert.Single(_changed)));
        Assert.Empty(_forgotten);
    }

    [Fact]
    public void Touch_MarksAKnownUserAsChanged()
    {
        var histories = Histories();
        histories.Add(Click("u", "a", 0, 0));
        Take(histories);
        histories.Touch(new UserId("u"));
        histories.Touch(new UserId("nobody"));
        Take(histories);
        Assert.Equal("u: a@0*1", Text(Assert.Single(_changed)));
    }

    [Fact]
    public void Restore_GoesOnAsIfNothingHadHappened()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var (limit, users) = (random.Next(1, 5), random.Next(1, 5));
            var whole = Histories(limit, users, timeToLiveMs: 20);
            var resumed = Histories(limit, users, timeToLiveMs: 20);
            var (taken, split) = (random.Next(20), random.Next(20, 40));
            for (var i = 0; i < 40; i++)
            {
                if (i == taken)
                {
                    Take(whole);
                }

                if (i == split)
                {
                    resumed.Restore(whole.Save());
                }

                var e = Click($"u{random.Next(6)}", $"i{i}", i + random.Next(10), i);
                foreach (var histories in i < split ? [whole] : new[] { whole, resumed })
                {
                    histories.Add(e);
                    histories.Expire(Base + i);
                }
            }

            Assert.True(Changes(whole) == Changes(resumed), $"Seed {seed}");
        }
    }

    private string Changes(UserHistories histories)
    {
        Take(histories);
        var forgotten = _forgotten.Select(user => user.Value).Order(StringComparer.Ordinal);
        return $"{string.Join('\n', _changed.Select(Text))}\nforgotten {string.Join(' ', forgotten)}";
    }
}
