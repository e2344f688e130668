using System.Diagnostics;
using System.Numerics;

namespace StreamEmbed.Sessions;

/// <summary>Finds the open sessions that time has passed, at a cost per session that does not grow with their number.</summary>
/// <remarks>
/// <para>
/// A ring of buckets over event time (a timing wheel: Varghese and Lauck 1987).
/// Only the bucket that time is in is put in order, in a small heap, so that sessions leave to the millisecond. What lies
/// beyond the ring waits in one collection that is looked through every half turn.
/// </para>
/// <para>
/// A session stays where it was put while events move its close further away, and is put further on when its place comes:
/// events do not touch the wheel. So a place may be too early, never too late; the owner puts a session whose close moved
/// towards the past in under a new handle.
/// </para>
/// </remarks>
internal sealed class ClosingWheel
{
    private const int None = OpenSessionStore.None;

    // 64 KB of them: with the usual gap of half an hour a bucket is a quarter of a second, so that what is loaded for it stays in
    // the second cache until it leaves.
    private const int Buckets = 16_384;
    private const int HalfTurn = Buckets / 2;

    // Sessions asked for ahead: enough to cover the wait for memory (100 ns) with the work on the others.
    private const int FetchAhead = 8;

    private readonly OpenSessionStore _sessions;
    private readonly UserTable _users;
    private readonly PastItemsStore _pasts;
    private readonly SessionRules _rules;
    private readonly SessionBag _bags = new();
    private readonly int[] _buckets = new int[Buckets];
    private readonly ulong[] _occupied = new ulong[Buckets / 64];
    private readonly PriorityQueue<int, long> _current = new();
    private readonly List<int> _taken = [];
    private readonly int _shift;

    private int _inRing;
    private int _beyond = SessionBag.Empty;
    private long _front;
    private long _nextLookBeyond;

    public ClosingWheel(OpenSessionStore sessions, UserTable users, PastItemsStore pasts, SessionRules rules)
    {
        _sessions = sessions;
        _users = users;
        _pasts = pasts;
        _rules = rules;
        Array.Fill(_buckets, SessionBag.Empty);

        // Close times lie this far ahead of the watermark as long as time does not leap: half a turn holds them all.
        var reach = rules.CloseAfterMs + rules.OutOfOrderMs;
        while (_shift < 40 && ((long)HalfTurn << _shift) <= reach)
        {
            _shift++;
        }
    }

    /// <summary>Puts an open session in at its close time.</summary>
    public void Add(int session)
    {
        ref var added = ref _sessions[session];
        var closeMs = _rules.CloseMs(added.StartMs, added.EndMs);
        if (_inRing == 0 && _beyond == SessionBag.Empty && _current.Count == 0)
        {
            // Nothing is in the wheel: it may stand at any time.
            _front = (closeMs >> _shift) - 1;
            _nextLookBeyond = _front + HalfTurn;
        }

        Put(session, closeMs);
    }

    /// <summary>Takes out the session that closes first, if it closes before <paramref name="timeMs"/>.</summary>
    public bool TryTakeBefore(long timeMs, out int session)
    {
        session = None;
        while (timeMs > long.MinValue)
        {
            while (_current.TryPeek(out session, out var placeMs) && placeMs < timeMs)
            {
                _current.Dequeue();
                ref var first = ref _sessions[session];
                if (first.User is null)
                {
                    _sessions.Return(session);
                    continue;
                }

                var closeMs = _rules.CloseMs(first.StartMs, first.EndMs);
                if (closeMs == placeMs)
                {
                    return true;
                }

                Put(session, closeMs);
            }

            if (!MoveToNextBucket((timeMs - 1) >> _shift))
            {
                session = None;
                return false;
            }
        }

        return false;
    }

    private void Put(int session, long closeMs)
    {
        var bucket = closeMs >> _shift;
        if (bucket <= _front)
        {
            _current.Enqueue(session, closeMs);
        }
        else if (bucket <= _front + Buckets)
        {
            var place = (int)bucket & (Buckets - 1);
            _bags.Add(ref _buckets[place], session);
            _occupied[place >> 6] |= 1ul << (place & 63);
            _inRing++;
        }
        else
        {
            _bags.Add(ref _beyond, session);
        }
    }

    /// <summary>Moves to the next bucket with sessions, but not beyond <paramref name="last"/>; false when there is none.</summary>
    private bool MoveToNextBucket(long last)
    {
        while (_front < last && (_inRing > 0 || _beyond != SessionBag.Empty))
        {
            var limit = Math.Min(last, _nextLookBeyond);
            if (TryNextOccupied(limit, out var bucket))
            {
                _front = bucket;
                Load((int)bucket & (Buckets - 1));
                return true;
            }

            _front = limit;
            if (_front == _nextLookBeyond)
            {
                LookBeyond();
            }
        }

        return false;
    }

    private bool TryNextOccupied(long limit, out long bucket)
    {
        bucket = _front + 1;
        while (_inRing > 0 && bucket <= limit)
        {
            var place = (int)bucket & (Buckets - 1);
            var rest = _occupied[place >> 6] >> (place & 63);
            if (rest != 0)
            {
                bucket += BitOperations.TrailingZeroCount(rest);
                return bucket <= limit;
            }

            bucket += 64 - (place & 63);
        }

        return false;
    }

    private void Load(int place)
    {
        _occupied[place >> 6] &= ~(1ul << (place & 63));
        _bags.TakeAll(ref _buckets[place], _taken);
        Debug.Assert(_taken.Count > 0, "An occupied bucket holds a session.");
        _inRing -= _taken.Count;
        PutTaken();
    }

    private void LookBeyond()
    {
        _nextLookBeyond = _front + HalfTurn;
        _bags.TakeAll(ref _beyond, _taken);
        PutTaken();
    }

    private void PutTaken()
    {
        for (var i = 0; i < _taken.Count; i++)
        {
            if (i + FetchAhead < _taken.Count)
            {
                _sessions.Prefetch(_taken[i + FetchAhead]);
            }

            if (i >= FetchAhead)
            {
                FetchNeighboursOfPast(ref _sessions[_taken[i - FetchAhead]]);
            }

            var session = _taken[i];
            ref var waiting = ref _sessions[session];
            if (waiting.User is null)
            {
                _sessions.Return(session);
            }
            else
            {
                Put(session, _rules.CloseMs(waiting.StartMs, waiting.EndMs));

                // It will most likely close soon: then its user is looked up and its past changed.
                _users.Prefetch(waiting.Hash);
                if (waiting.Past != PastItemsStore.None)
                {
                    _pasts.Prefetch(waiting.Past);
                }
            }
        }
    }

    private void FetchNeighboursOfPast(ref OpenSession session)
    {
        if (session.User is not null && session.Past != PastItemsStore.None)
        {
            _pasts.PrefetchNeighbours(session.Past);
        }
    }
}
