using Microsoft.Extensions.Logging;

namespace StreamEmbed.Kafka.Connection;

/// <summary>Knows whether Kafka answers, and says so once when that changes: never once per failed attempt.</summary>
/// <remarks>
/// Thread-safe. Each source (a long-lived client by its role, an operation by its name) is well or in trouble. Kafka
/// counts as lost from the first source in trouble until the last one is well again, so that an outage that everything
/// runs into is one line at its start and one at its end.
/// </remarks>
/// <param name="servers">The brokers, as lines name them.</param>
public sealed partial class BrokerWatch(string servers, ILogger<BrokerWatch> log, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _troubles = new(StringComparer.Ordinal);
    private volatile bool _lost;
    private long _lostAt;

    /// <summary>Whether something that talks to Kafka is failing now.</summary>
    public bool IsLost => _lost;

    /// <summary>How long it has been failing; zero when it is not.</summary>
    public TimeSpan LostFor
    {
        get
        {
            lock (_lock)
            {
                return _lost ? clock.GetElapsedTime(_lostAt) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Who is in trouble and why, for people; empty when nobody is.</summary>
    public string Troubles
    {
        get
        {
            lock (_lock)
            {
                return string.Join("; ", _troubles.Select(trouble => $"{trouble.Key}: {trouble.Value}"));
            }
        }
    }

    /// <summary>Something failed that is expected to heal.</summary>
    public void Trouble(string source, string reason)
    {
        lock (_lock)
        {
            _troubles[source] = reason;
            if (_lost)
            {
                return;
            }

            _lost = true;
            _lostAt = clock.GetTimestamp();
        }

        LogLost(servers, source, reason);
    }

    /// <summary>A sign of life. Costs one read of a flag while all is well, so it may be given for every message.</summary>
    public void Well(string source)
    {
        if (_lost && Remove(source) is { } lostFor)
        {
            var seconds = Math.Round(lostFor.TotalSeconds, 1);
            LogBack(servers, seconds);
        }
    }

    /// <summary>Whoever this was no longer tries, so that its trouble says nothing about Kafka any more.</summary>
    public void Forget(string source) => Remove(source);

    internal bool IsTroubled(string source)
    {
        if (!_lost)
        {
            return false;
        }

        lock (_lock)
        {
            return _troubles.ContainsKey(source);
        }
    }

    /// <summary>How long Kafka was lost, if this was the last trouble.</summary>
    private TimeSpan? Remove(string source)
    {
        lock (_lock)
        {
            if (!_troubles.Remove(source) || _troubles.Count > 0)
            {
                return null;
            }

            _lost = false;
            return clock.GetElapsedTime(_lostAt);
        }
    }
}
