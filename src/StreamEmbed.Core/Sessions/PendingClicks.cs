using System.Numerics;

namespace StreamEmbed.Sessions;

/// <summary>The clicks of one partition between their arrival and the watermark: those of the allowed disorder, by key.</summary>
/// <remarks>
/// A ring of buckets over event time. As keys lie between the watermark and watermark + allowed disorder, all fit into one turn; with the
/// usual ten seconds a bucket is a millisecond, and nothing is ever compared.
/// </remarks>
internal sealed class PendingClicks
{
    private const int None = PagedPool<PendingClick>.None;
    private const int Buckets = 16_384;
    private const int HalfTurn = Buckets / 2;

    // Buckets between the one that is taken and those whose sessions are asked for, and whose users' pasts are: with a million open
    // sessions each is a wait for memory.
    private const int FetchSessionsAhead = 16;
    private const int FetchPastsAhead = 8;

    private readonly OpenSessionStore _sessions;
    private readonly PastItemsStore _pasts;
    private readonly PagedPool<PendingClick> _clicks = new();
    private readonly int[] _buckets = new int[Buckets];
    private readonly ulong[] _occupied = new ulong[Buckets / 64];
    private readonly int _shift;

    // Everything in the ring lies behind this bucket; what lies in it or before it is among the due, in order.
    private long _front;
    private PendingClick[] _due = new PendingClick[16];
    private int _dueNext;
    private int _dueEnd;
    private Lookahead _toSessions;
    private Lookahead _toPasts;

    public PendingClicks(OpenSessionStore sessions, PastItemsStore pasts, long outOfOrderMs)
    {
        _sessions = sessions;
        _pasts = pasts;
        Array.Fill(_buckets, None);
        while (outOfOrderMs >> _shift > Buckets - 2)
        {
            _shift++;
        }
    }

    public int Count => _clicks.Count + _dueEnd - _dueNext;

    /// <param name="click">The click.</param>
    /// <param name="watermarkMs">No later click has a key before this.</param>
    public void Add(in PendingClick click, long watermarkMs)
    {
        if (Count == 0)
        {
            _front = (watermarkMs >> _shift) - 1;
        }

        var bucket = click.KeyMs >> _shift;
        if (bucket <= _front)
        {
            AddDue(click);
            return;
        }

        var place = (int)bucket & (Buckets - 1);
        var handle = _clicks.Rent();
        ref var added = ref _clicks[handle];
        added = click;
        added.Earlier = _buckets[place];
        _buckets[place] = handle;
        _occupied[place >> 6] |= 1ul << (place & 63);
    }

    /// <summary>Takes the first in order of (key, offset), if its key lies before <paramref name="timeMs"/>.</summary>
    public bool TryTakeBefore(long timeMs, out PendingClick click)
    {
        while (_dueNext == _dueEnd)
        {
            if (!MoveToNextBucket((timeMs - 1) >> _shift))
            {
                click = default;
                return false;
            }
        }

        if (_due[_dueNext].KeyMs >= timeMs)
        {
            click = default;
            return false;
        }

        click = _due[_dueNext];
        _dueNext++;
        return true;
    }

    /// <summary>Takes one click out, if it is here.</summary>
    public bool TryTake(long keyMs, long offset, out PendingClick click)
    {
        var bucket = keyMs >> _shift;
        return bucket <= _front ? TryTakeDue(offset, out click) : TryTakeFrom(ref _buckets[(int)bucket & (Buckets - 1)], offset, out click);
    }

    /// <summary>The offsets of all.</summary>
    public HashSet<long> Offsets()
    {
        var offsets = new HashSet<long>();
        foreach (ref readonly var click in _due.AsSpan(_dueNext, _dueEnd - _dueNext))
        {
            offsets.Add(click.Offset);
        }

        foreach (var first in _buckets)
        {
            for (var at = first; at != None; at = _clicks[at].Earlier)
            {
                offsets.Add(_clicks[at].Offset);
            }
        }

        return offsets;
    }

    private bool MoveToNextBucket(long last)
    {
        while (_front < last && _clicks.Count > 0)
        {
            var place = (int)(_front + 1) & (Buckets - 1);
            var rest = _occupied[place >> 6] >> (place & 63);
            var step = rest != 0 ? BitOperations.TrailingZeroCount(rest) + 1 : 64 - (place & 63);
            _front = Math.Min(last, _front + step);
            if (rest != 0 && Load((int)_front & (Buckets - 1)))
            {
                FetchAhead();
                return true;
            }
        }

        // An empty ring may stand anywhere: the next click sets it.
        return false;
    }

    private void FetchAhead()
    {
        while (MoveAhead(ref _toSessions, FetchSessionsAhead, out var place))
        {
            for (var at = _buckets[place]; at != None; at = _clicks[at].Earlier)
            {
                if (_clicks[at].Session != None)
                {
                    _sessions.Prefetch(_clicks[at].Session);
                }
            }
        }

        while (MoveAhead(ref _toPasts, FetchPastsAhead, out var place))
        {
            for (var at = _buckets[place]; at != None; at = _clicks[at].Earlier)
            {
                if (_clicks[at].Session != None)
                {
                    FetchPast(ref _sessions[_clicks[at].Session]);
                }
            }
        }
    }

    private void FetchPast(ref OpenSession session)
    {
        if (session.User is not null && session.Past != PastItemsStore.None)
        {
            _pasts.Prefetch(session.Past);
        }
    }

    /// <summary>Moves to the next bucket with clicks, as long as it is not far enough ahead.</summary>
    private bool MoveAhead(ref Lookahead ahead, int buckets, out int place)
    {
        if (ahead.Bucket <= _front || ahead.Bucket > _front + Buckets)
        {
            ahead = new Lookahead { Bucket = _front };
        }

        place = 0;
        while (ahead.Steps < buckets && ahead.Bucket < _front + HalfTurn)
        {
            place = (int)(ahead.Bucket + 1) & (Buckets - 1);
            var rest = _occupied[place >> 6] >> (place & 63);
            var step = rest != 0 ? BitOperations.TrailingZeroCount(rest) + 1 : 64 - (place & 63);
            ahead.Bucket += step;
            if (rest != 0)
            {
                ahead.Steps++;
                place = (int)ahead.Bucket & (Buckets - 1);
                return true;
            }
        }

        return false;
    }

    private bool Load(int place)
    {
        if (_buckets[place] == None)
        {
            _occupied[place >> 6] &= ~(1ul << (place & 63));
            return false;
        }

        _dueNext = 0;
        _dueEnd = 0;
        var count = 0;
        for (var at = _buckets[place]; at != None; at = _clicks[at].Earlier)
        {
            count++;
        }

        if (count > _due.Length)
        {
            _due = new PendingClick[2 * count];
        }

        // The chain begins with the click that came last.
        _dueEnd = count;
        for (var at = _buckets[place]; at != None;)
        {
            _due[--count] = _clicks[at];
            var earlier = _clicks[at].Earlier;
            _clicks.Return(at);
            at = earlier;
        }

        _toSessions.Steps--;
        _toPasts.Steps--;
        _buckets[place] = None;
        _occupied[place >> 6] &= ~(1ul << (place & 63));
        if (_shift > 0)
        {
            _due.AsSpan(0, _dueEnd).Sort(static (a, b) => Compare(a, b));
        }

        return true;
    }

    private void AddDue(in PendingClick click)
    {
        if (_dueEnd == _due.Length)
        {
            if (_dueNext > 0)
            {
                _due.AsSpan(_dueNext).CopyTo(_due);
                _dueEnd -= _dueNext;
                _dueNext = 0;
            }
            else
            {
                Array.Resize(ref _due, 2 * _due.Length);
            }
        }

        var at = _dueEnd++;
        for (; at > _dueNext && Compare(_due[at - 1], click) > 0; at--)
        {
            _due[at] = _due[at - 1];
        }

        _due[at] = click;
    }

    private bool TryTakeDue(long offset, out PendingClick click)
    {
        for (var at = _dueNext; at < _dueEnd; at++)
        {
            if (_due[at].Offset == offset)
            {
                click = _due[at];
                _due.AsSpan(at + 1, _dueEnd - at - 1).CopyTo(_due.AsSpan(at));
                _dueEnd--;
                return true;
            }
        }

        click = default;
        return false;
    }

    private bool TryTakeFrom(ref int first, long offset, out PendingClick click)
    {
        ref var link = ref first;
        while (link != None)
        {
            ref var pending = ref _clicks[link];
            if (pending.Offset == offset)
            {
                click = pending;
                var taken = link;
                link = pending.Earlier;
                _clicks.Return(taken);
                return true;
            }

            link = ref pending.Earlier;
        }

        click = default;
        return false;
    }

    private static int Compare(in PendingClick a, in PendingClick b)
    {
        var byKey = a.KeyMs.CompareTo(b.KeyMs);
        return byKey != 0 ? byKey : a.Offset.CompareTo(b.Offset);
    }

    /// <summary>A place in the ring ahead of the front, and how many buckets with clicks were met on the way to it.</summary>
    private struct Lookahead
    {
        public long Bucket;
        public int Steps;
    }
}
