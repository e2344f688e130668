using System.Globalization;
using StreamEmbed.Events;

namespace StreamEmbed.Benchmarks.Sessions;

/// <summary>
/// Endless clicks with a chosen number of sessions open at a time: sessions begin at an even rate, and each has two more clicks
/// on average within four minutes, at random, so that neighbours in time are no neighbours in memory.
/// </summary>
internal sealed class SessionTraffic
{
    private const long StartMs = 1_700_000_000_000;
    private const int OpenMinutes = 33;
    private const int ClickMinutes = 4;

    private readonly UserId[] _users;
    private readonly ItemId[] _items;
    private readonly int[] _userOfSession;
    private readonly double _msPerSession;
    private readonly int _recent;
    private ulong _random = 0x9E3779B97F4A7C15;
    private long _sessions;
    private long _events;

    public SessionTraffic(int open)
    {
        _users = [.. Enumerable.Range(0, 2 * open).Select(i => new UserId(string.Create(CultureInfo.InvariantCulture, $"user{i:D8}")))];
        _items = [.. Enumerable.Range(0, 100_000).Select(i => new ItemId(string.Create(CultureInfo.InvariantCulture, $"item{i}")))];
        _msPerSession = OpenMinutes * 60_000.0 / open;
        _recent = Math.Max(1, open * ClickMinutes / OpenMinutes);
        _userOfSession = new int[_recent];
    }

    /// <summary>Makes the next events, and reads their ids as a decoder would.</summary>
    public void Fill(Span<ItemEvent> events)
    {
        foreach (ref var e in events)
        {
            e = Next();
            if (e.User.Value[0] != 'u' || e.Item.Value[0] != 'i')
            {
                throw new InvalidOperationException("Ids begin with their kind.");
            }
        }
    }

    private ItemEvent Next()
    {
        var kind = _events % 3;
        int user;
        if (kind == 0 || _sessions < _recent)
        {
            // A large step through all users: no user begins a second session while the first is open.
            user = (int)((ulong)_sessions * 2_654_435_761 % (ulong)_users.Length);
            _userOfSession[_sessions++ % _recent] = user;
        }
        else
        {
            user = _userOfSession[NextRandom() % (ulong)_recent];
        }

        var disorder = (long)(NextRandom() % 5_000);
        var timeMs = StartMs + (long)(_sessions * _msPerSession) - disorder;
        var item = _items[NextRandom() % (ulong)_items.Length];
        return new ItemEvent(_users[user], item, timeMs, 1, new SourcePosition(0, _events++));
    }

    // xorshift64*: a few nanoseconds, so that little has to be subtracted.
    private ulong NextRandom()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return _random * 2685821657736338717;
    }
}
