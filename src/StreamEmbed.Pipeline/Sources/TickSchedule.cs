using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Serving;

namespace StreamEmbed.Pipeline.Sources;

/// <summary>Says when the publishing barriers are due. Single owner.</summary>
internal sealed class TickSchedule(PublishingOptions options, long startMs)
{
    private readonly long _itemsEveryMs = (long)options.Every.TotalMilliseconds;
    private readonly long _usersEveryMs = (long)options.UsersEvery.TotalMilliseconds;
    private long _itemsDueMs = startMs + (long)options.Every.TotalMilliseconds;
    private long _usersDueMs = startMs + (long)options.UsersEvery.TotalMilliseconds;

    /// <summary>The barriers due at this time. A missed one is not made up for: the next comes a full interval later.</summary>
    public Ticks Due(long clockMs)
    {
        var due = Ticks.None;
        if (clockMs >= _itemsDueMs)
        {
            due |= Ticks.Items;
            _itemsDueMs = clockMs + _itemsEveryMs;
        }

        if (clockMs >= _usersDueMs)
        {
            due |= Ticks.Users;
            _usersDueMs = clockMs + _usersEveryMs;
        }

        return due;
    }

    /// <summary>Time until the next barrier, not negative.</summary>
    public TimeSpan UntilNext(long clockMs) =>
        TimeSpan.FromMilliseconds(Math.Max(0, Math.Min(_itemsDueMs, _usersDueMs) - clockMs));
}
