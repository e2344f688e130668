namespace StreamEmbed.TestKit.Time;

/// <summary>A clock that stands still until a test moves it; its timers fire while it is moved, in the order of their times.</summary>
/// <remarks>
/// Thread-safe. Callbacks run on the thread that calls <see cref="Advance"/>, without a lock held, and see the clock at
/// the very time that they were due. Code under test often arms its timer on another thread: wait for that with
/// <see cref="ArmedAsync"/> before moving on, or the step may come before the timer.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(int AtLeast, TaskCompletionSource Reached)> _waiters = [];
    private DateTimeOffset _now;
    private long _order;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public ManualTimeProvider(DateTimeOffset start) => _now = start.ToUniversalTime();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Number of timers that would fire if the clock were moved far enough.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return Armed();
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, stopping at each timer on the way to fire it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative: clocks under test never go back.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>Moves the clock to a time that is not before its own, stopping at each timer on the way to fire it.</summary>
    public void AdvanceTo(DateTimeOffset time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, GetUtcNow());
        while (NextDue(time) is { } due)
        {
            due.Fire();
        }
    }

    /// <summary>Returns when at least so many timers are armed.</summary>
    public Task ArmedAsync(int atLeast = 1, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (Armed() >= atLeast)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((atLeast, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    private int Armed() => _timers.Count(timer => timer.Due is not null);

    /// <summary>The earliest timer due by <paramref name="until"/>, with the clock set to its time; else the clock is set to <paramref name="until"/>.</summary>
    private ManualTimer? NextDue(DateTimeOffset until)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= until).MinBy(timer => (timer.Due, timer.Order));
            var time = next?.Due ?? until;
            _now = time > _now ? time : _now;
            next?.Rearm(_order++);
            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _disposed;

        /// <summary>When it fires next; null while it is not armed. Read and written under the clock's lock.</summary>
        public DateTimeOffset? Due { get; private set; }

        /// <summary>Orders timers that are due at the same time by when they were armed.</summary>
        public long Order { get; private set; }

        public void Fire() => callback(state);

        public void Rearm(long order)
        {
            Due = _period > TimeSpan.Zero ? Due + _period : null;
            Order = order;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                if (_disposed)
                {
                    return false;
                }

                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                Order = clock._order++;
                foreach (var waiter in clock._waiters.Where(waiter => clock.Armed() >= waiter.AtLeast).ToArray())
                {
                    clock._waiters.Remove(waiter);
                    waiter.Reached.TrySetResult();
                }
            }

            // As with a real timer, no time at all means at once, but on another thread.
            if (dueTime == TimeSpan.Zero)
            {
                ThreadPool.QueueUserWorkItem(_ => clock.AdvanceTo(clock.GetUtcNow()));
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _disposed = true;
                Due = null;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
