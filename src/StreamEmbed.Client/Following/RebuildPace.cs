namespace StreamEmbed.Client.Following;

/// <summary>When a copy with a gap may be made anew: at once the first time, then ever less often while it does not help.</summary>
/// <remarks>A topic that lost rows for good stays as it is until the publisher writes them again; reading it over and over would only cost.</remarks>
internal sealed class RebuildPace(TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private TimeSpan _pause = TimeSpan.Zero;
    private long _last = clock.GetTimestamp();

    /// <summary>Whether it may be done now; counts as done then.</summary>
    public bool TryTake()
    {
        if (clock.GetElapsedTime(_last) < _pause)
        {
            return false;
        }

        _last = clock.GetTimestamp();
        _pause = _pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks));
        return true;
    }

    /// <summary>It helped.</summary>
    public void Reset() => _pause = TimeSpan.Zero;
}
