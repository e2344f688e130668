using StreamEmbed.Randomness;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Neighbours;

/// <summary>For each item the items that were seen with it, with three counts each, moved by every click. Single owner.</summary>
/// <remarks>
/// A click on y after x, d clicks apart, both of one session, adds w = 1/d to "y with x" and w · <see cref="NeighbourOptions.Backward"/> to
/// "x with y", in two counts that halve at different speeds, and 1/d to "y next after x". Where x is of the user's sessions before, w
/// is multiplied by <see cref="NeighbourOptions.EarlierWeight"/> and nothing is next. Pairs of earlier items count nothing: they did when they
/// were clicked. In a full list the neighbour with the smallest slow + fast count goes, and the new one starts at its own weight:
/// inheriting the count of what went (Metwally, Agrawal and El Abbadi 2005, "Space-Saving") costs up to 1.6 points of hit rate on shops.
/// Totals keep what the neighbours that went had.
/// </remarks>
internal sealed partial class NeighbourLists
{
    private readonly NeighbourOptions _options;
    private readonly NeighbourStore _store;
    private readonly ChangeMarks _unsaved = new();
    private readonly SeededRandom _random;
    private readonly double _slowMs;
    private readonly double _fastMs;
    private readonly float _backward;
    private readonly float _earlierWeight;
    private long _weightsMs = long.MinValue;
    private DecayedWeight _slowWeight;
    private DecayedWeight _fastWeight;

    /// <param name="options">Valid ones, with a size above 0.</param>
    /// <param name="mostRows">Rows that will ever be used.</param>
    /// <param name="seed">Of how counts are rounded.</param>
    public NeighbourLists(NeighbourOptions options, int mostRows, long seed)
    {
        _options = options;
        _store = new NeighbourStore(mostRows);
        _random = new SeededRandom(seed, RandomStream.Neighbours);
        _slowMs = options.SlowHalfLife.TotalMilliseconds;
        _fastMs = options.FastHalfLife.TotalMilliseconds;
        _backward = (float)options.Backward;
        _earlierWeight = (float)options.EarlierWeight;
    }

    /// <summary>Where the lists are read.</summary>
    public NeighbourStore Store => _store;

    /// <summary>What a click just then adds to a slow count.</summary>
    public DecayedWeight SlowWeightAt(long timeMs) => DecayedWeight.At(timeMs, _slowMs);

    /// <summary>What a click just then adds to a fast count.</summary>
    public DecayedWeight FastWeightAt(long timeMs) => DecayedWeight.At(timeMs, _fastMs);

    /// <summary>Makes a row known, so that lists can name it.</summary>
    public void Ensure(int row) => _store.Ensure(row);

    /// <summary>Takes a click.</summary>
    /// <param name="row">Row of the item clicked; ensured.</param>
    /// <param name="before">Rows of what stands before it, oldest first: the user's earlier items, then its session; -1 for what has no row.</param>
    /// <param name="earlier">How many of them are earlier items.</param>
    /// <param name="timeMs">Event time, Unix milliseconds.</param>
    public void Observe(int row, ReadOnlySpan<int> before, int earlier, long timeMs)
    {
        var oldest = Math.Max(0, before.Length - _options.Reach);
        _store.Prefetch(row);
        for (var i = oldest; i < before.Length; i++)
        {
            if (before[i] >= 0)
            {
                _store.Prefetch(before[i]);
            }
        }

        TakeWeights(timeMs);
        for (var i = before.Length - 1; i >= oldest; i--)
        {
            var other = before[i];
            if (other < 0 || other == row)
            {
                continue;
            }

            var step = 1f / (before.Length - i);
            var isEarlier = i < earlier;
            var weight = isEarlier ? step * _earlierWeight : step;
            Add(other, row, weight, isEarlier ? 0 : step);
            if (_backward > 0)
            {
                Add(row, other, weight * _backward, 0);
            }
        }
    }

    /// <summary>Forgets an item, in its own list and in all others.</summary>
    public void Retire(int row)
    {
        _store.Retire(row);
        _unsaved.Mark(row);
    }

    private void TakeWeights(long timeMs)
    {
        if (timeMs != _weightsMs)
        {
            _weightsMs = timeMs;
            _slowWeight = SlowWeightAt(timeMs);
            _fastWeight = FastWeightAt(timeMs);
        }
    }

    private void Add(int row, int neighbour, float weight, float next)
    {
        _unsaved.Mark(row);
        ref var totals = ref _store.Totals(row);
        MoveEpochs(ref totals);
        var slow = weight * Scale(_slowWeight, totals.SlowEpoch);
        var fast = weight * Scale(_fastWeight, totals.FastEpoch);
        totals.Slow += slow;
        totals.Fast += fast;
        totals.Next += next;

        var at = Place(ref totals, _store.KeyOf(neighbour), Scale(_slowWeight, totals.SlowEpoch), Scale(_fastWeight, totals.FastEpoch));
        var block = _store.Block(totals.Capacity, totals.Block);
        var random = _random.NextUInt64();
        AddTo(ref NeighbourStore.Column(block, totals.Capacity, 0)[at], slow, (uint)random);
        AddTo(ref NeighbourStore.Column(block, totals.Capacity, 1)[at], fast, (uint)(random >> 16));
        if (next > 0)
        {
            AddTo(ref NeighbourStore.Column(block, totals.Capacity, 2)[at], next, (uint)(random >> 32));
        }
    }

    private static void AddTo(ref ushort count, float amount, uint random) =>
        count = PackedCount.Pack(PackedCount.Unpack(count) + amount, random);

    // Where the neighbour is, or where it may be now: a free place, one of an item that has gone, or the least one's.
    private int Place(ref NeighbourTotals totals, uint key, float slowNow, float fastNow)
    {
        if (totals.Capacity > 0)
        {
            var keys = NeighbourStore.Keys(_store.Block(totals.Capacity, totals.Block), totals.Capacity)[..totals.Count];
            var at = keys.IndexOf(key);
            if (at >= 0)
            {
                return at;
            }
        }

        if (totals.Count < totals.Capacity)
        {
            return Put(ref totals, totals.Count++, key);
        }

        if (totals.Capacity < _options.Size)
        {
            _store.Grow(ref totals);
            return Put(ref totals, totals.Count++, key);
        }

        return Put(ref totals, PlaceOfLeast(ref totals, slowNow, fastNow), key);
    }

    private int Put(ref NeighbourTotals totals, int at, uint key)
    {
        var block = _store.Block(totals.Capacity, totals.Block);
        NeighbourStore.Keys(block, totals.Capacity)[at] = key;
        for (var column = 0; column < 3; column++)
        {
            NeighbourStore.Column(block, totals.Capacity, column)[at] = 0;
        }

        return at;
    }

    private int PlaceOfLeast(ref NeighbourTotals totals, float slowNow, float fastNow)
    {
        var block = _store.Block(totals.Capacity, totals.Block);
        var keys = NeighbourStore.Keys(block, totals.Capacity);
        var slow = NeighbourStore.Column(block, totals.Capacity, 0);
        var fast = NeighbourStore.Column(block, totals.Capacity, 1);
        var (perSlow, perFast) = (1 / slowNow, 1 / fastNow);
        var least = float.PositiveInfinity;
        var place = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            var count = (PackedCount.Unpack(slow[i]) * perSlow) + (PackedCount.Unpack(fast[i]) * perFast);
            if (count < least)
            {
                if (!_store.TryRow(keys[i], out _))
                {
                    return i;
                }

                (least, place) = (count, i);
            }
        }

        return place;
    }

    private void MoveEpochs(ref NeighbourTotals totals)
    {
        if (_slowWeight.Epoch > totals.SlowEpoch)
        {
            totals.Slow = Move(ref totals, 0, totals.Slow, _slowWeight.Epoch - totals.SlowEpoch);
            totals.SlowEpoch = _slowWeight.Epoch;
        }

        if (_fastWeight.Epoch > totals.FastEpoch)
        {
            totals.Fast = Move(ref totals, 1, totals.Fast, _fastWeight.Epoch - totals.FastEpoch);
            totals.FastEpoch = _fastWeight.Epoch;
        }
    }

    private float Move(ref NeighbourTotals totals, int column, float total, int epochs)
    {
        var powers = DecayedCount.EpochHalfLives * Math.Min(epochs, 4);
        if (totals.Capacity > 0)
        {
            foreach (ref var count in NeighbourStore.Column(_store.Block(totals.Capacity, totals.Block), totals.Capacity, column)[..totals.Count])
            {
                count = PackedCount.Shrink(count, powers);
            }
        }

        return MathF.ScaleB(total, -powers);
    }

    // An event of an epoch before the list's has next to no weight there.
    private static float Scale(DecayedWeight weight, int epoch) =>
        weight.Epoch == epoch
            ? (float)weight.Value
            : (float)Math.ScaleB(weight.Value, DecayedCount.EpochHalfLives * Math.Clamp(weight.Epoch - epoch, -2, 0));
}
