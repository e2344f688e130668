namespace StreamEmbed.Host.Replay;

/// <summary>Holds events back until their time has come, counted from the first event.</summary>
/// <remarks>
/// Measured against the start, not from event to event: delays that are late would otherwise add up. An event whose time
/// is before its predecessor's is not held back.
/// </remarks>
internal sealed class ReplayPace(ReplaySpeed speed, TimeProvider clock)
{
    // Timers are no finer than this; a shorter wait would only make the replay late.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly long _start = clock.GetTimestamp();
    private long? _firstMs;

    /// <summary>Returns when the event may be sent.</summary>
    public Task UntilAsync(long eventTimeMs, CancellationToken cancellationToken)
    {
        if (speed.Factor is not { } factor)
        {
            return Task.CompletedTask;
        }

        _firstMs ??= eventTimeMs;
        var due = TimeSpan.FromMilliseconds((eventTimeMs - _firstMs.Value) / factor);
        var wait = due - clock.GetElapsedTime(_start);
        return wait >= Shortest ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
    }
}
