namespace StreamEmbed.Pipeline.Sources;

/// <summary>Decides which partitions run too far ahead of the others in event time and must wait.</summary>
/// <remarks>
/// A replay of months through uneven partitions would otherwise hold the fast ones' sessions open until the slow ones follow
/// (as Flink's watermark alignment). A partition with nothing unread never makes others wait. Single owner.
/// </remarks>
internal sealed class EventTimeAlignment(TimeSpan maxAhead, IReadOnlyList<int> partitions)
{
    private readonly long _maxAheadMs = (long)maxAhead.TotalMilliseconds;
    private readonly Dictionary<int, State> _states = partitions.ToDictionary(partition => partition, _ => new State());
    private readonly HashSet<int> _waiting = [];

    /// <summary>Partitions that wait now.</summary>
    public IReadOnlyCollection<int> Waiting => _waiting;

    /// <summary>An event of this time was read.</summary>
    public void Read(int partition, long timeMs)
    {
        var state = _states[partition];
        state.FirstMs = state.Known ? state.FirstMs : timeMs;
        state.TimeMs = state.Known ? Math.Max(state.TimeMs, timeMs) : timeMs;
        state.Known = true;
        state.CaughtUp = false;
    }

    /// <summary>The partition has nothing unread.</summary>
    public void EndReached(int partition) => _states[partition].CaughtUp = true;

    /// <summary>Compares all partitions and tells which must start and which may stop to wait.</summary>
    /// <param name="pause">Receives partitions that must wait from now on.</param>
    /// <param name="resume">Receives partitions that may be read again.</param>
    public void Update(List<int> pause, List<int> resume)
    {
        var slowest = long.MaxValue;
        var unread = false;
        foreach (var state in _states.Values)
        {
            unread |= !state.CaughtUp && !state.Known;
            if (!state.CaughtUp && state.Known)
            {
                slowest = Math.Min(slowest, state.TimeMs);
            }
        }

        foreach (var (partition, state) in _states)
        {
            // While a partition has shown neither a record nor its end, the others may run that far from where they began.
            var behind = unread ? Math.Min(slowest, state.FirstMs) : slowest;
            var ahead = !state.CaughtUp && state.Known && state.TimeMs - behind > _maxAheadMs;
            if (ahead && _waiting.Add(partition))
            {
                pause.Add(partition);
            }
            else if (!ahead && _waiting.Remove(partition))
            {
                resume.Add(partition);
            }
        }
    }

    private sealed class State
    {
        public bool Known { get; set; }

        public long FirstMs { get; set; }

        public long TimeMs { get; set; }

        public bool CaughtUp { get; set; }
    }
}
