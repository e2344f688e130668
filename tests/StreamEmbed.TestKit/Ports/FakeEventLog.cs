using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Ports;
using StreamEmbed.Records;

namespace StreamEmbed.TestKit.Ports;

/// <summary>A log in memory. Tests append from any thread; one stage reads.</summary>
public sealed class FakeEventLog(int partitions) : IEventLog
{
    private readonly Lock _lock = new();
    private readonly List<(long TimestampMs, byte[]? Value)>[] _records = [.. Enumerable.Range(0, partitions).Select(_ => new List<(long, byte[]?)>())];
    private readonly int[] _next = new int[partitions];
    private readonly bool[] _endTold = new bool[partitions];
    private readonly HashSet<int> _paused = [];

    public IReadOnlyList<int> Partitions { get; } = [.. Enumerable.Range(0, partitions)];

    /// <summary>Calls of <see cref="Poll"/> while every partition was paused.</summary>
    public int PollsWhilePaused { get; private set; }

    /// <summary>Most partitions that were paused at one time.</summary>
    public int MostPaused { get; private set; }

    /// <summary>The last positions committed.</summary>
    public IReadOnlyCollection<SourcePosition> Committed { get; private set; } = [];

    /// <summary>Thrown by the next poll.</summary>
    public Exception? Failure { get; set; }

    public void Append(int partition, string? value, long timestampMs = -1)
    {
        lock (_lock)
        {
            _records[partition].Add((timestampMs, value is null ? null : Encoding.UTF8.GetBytes(value)));
            _endTold[partition] = false;
        }
    }

    /// <summary>Appends a well-formed click.</summary>
    public void Click(int partition, string user, string item, long timeMs) =>
        Append(partition, $$"""{"user_id":"{{user}}","item_id":"{{item}}","timestamp":{{timeMs}}}""");

    /// <summary>Reads on from these positions, as a new process would; partitions not named from their beginning.</summary>
    public void Restart(IReadOnlyList<SourcePosition> next)
    {
        lock (_lock)
        {
            Failure = null;
            _paused.Clear();
            Array.Clear(_next);
            Array.Clear(_endTold);
            foreach (var position in next)
            {
                _next[position.Partition] = (int)position.Offset;
            }
        }
    }

    /// <summary>Positions after the last record of each partition.</summary>
    public IReadOnlyList<SourcePosition> Ends()
    {
        lock (_lock)
        {
            return [.. _records.Select((records, partition) => new SourcePosition(partition, records.Count))];
        }
    }

    public void Poll(RecordBatch into, int max, TimeSpan wait)
    {
        lock (_lock)
        {
            if (Failure is { } failure)
            {
                throw failure;
            }

            PollsWhilePaused += _paused.Count == partitions ? 1 : 0;
            for (var partition = 0; partition < partitions; partition++)
            {
                if (_paused.Contains(partition))
                {
                    continue;
                }

                for (; _next[partition] < _records[partition].Count && into.Count < max; _next[partition]++)
                {
                    var (timestampMs, value) = _records[partition][_next[partition]];
                    into.Add(new SourcePosition(partition, _next[partition]), timestampMs, [], false, value, value is not null);
                }

                if (_next[partition] == _records[partition].Count && !_endTold[partition])
                {
                    into.AddEndReached(new SourcePosition(partition, _next[partition]));
                    _endTold[partition] = true;
                }
            }
        }

        if (into.Count == 0)
        {
            Thread.Yield();
        }
    }

    public void Pause(IReadOnlyCollection<int> partitions)
    {
        lock (_lock)
        {
            _paused.UnionWith(partitions);
            MostPaused = Math.Max(MostPaused, _paused.Count);
        }
    }

    public void Resume(IReadOnlyCollection<int> partitions)
    {
        lock (_lock)
        {
            _paused.ExceptWith(partitions);
        }
    }

    public void Commit(IReadOnlyCollection<SourcePosition> next) => Committed = next;

    public long EndOffset(int partition)
    {
        lock (_lock)
        {
            return _records[partition].Count;
        }
    }

    public void Dispose()
    {
    }
}
