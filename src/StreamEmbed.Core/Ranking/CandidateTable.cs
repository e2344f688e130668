using System.Numerics;

namespace StreamEmbed.Ranking;

/// <summary>Rows that a query's lists or the user's own items name, with what they add up to: a small hash table that is emptied by its entries. Single owner.</summary>
internal sealed class CandidateTable
{
    private int[] _slots = new int[1024];
    private Candidate[] _candidates = new Candidate[512];

    public CandidateTable() => _slots.AsSpan().Fill(-1);

    public int Count { get; private set; }

    public Span<Candidate> All => _candidates.AsSpan(0, Count);

    public void Clear()
    {
        // A few entries are found again faster than all slots are filled. Their slots are known: no probe has to go on past an emptied one.
        if (Count * 4 > _slots.Length)
        {
            _slots.AsSpan().Fill(-1);
        }
        else
        {
            for (var i = 0; i < Count; i++)
            {
                _slots[_candidates[i].Slot] = -1;
            }
        }

        Count = 0;
    }

    /// <summary>The entry of a row, all zero when it is new. Holds until the next call.</summary>
    public ref Candidate this[int row]
    {
        get
        {
            var slot = SlotOf(row);
            if (_slots[slot] < 0)
            {
                slot = Add(row, slot);
            }

            return ref _candidates[_slots[slot]];
        }
    }

    /// <summary>The entry of a row, or all zeros when there is none.</summary>
    public Candidate Find(int row)
    {
        var at = _slots[SlotOf(row)];
        return at < 0 ? default : _candidates[at];
    }

    public bool Contains(int row) => _slots[SlotOf(row)] >= 0;

    private int Add(int row, int slot)
    {
        if (Count == _candidates.Length)
        {
            Array.Resize(ref _candidates, Count * 2);
        }

        if ((Count + 1) * 2 > _slots.Length)
        {
            Array.Resize(ref _slots, _slots.Length * 2);
            _slots.AsSpan().Fill(-1);
            for (var i = 0; i < Count; i++)
            {
                ref var candidate = ref _candidates[i];
                candidate.Slot = FreeSlotOf(candidate.Row);
                _slots[candidate.Slot] = i;
            }

            slot = FreeSlotOf(row);
        }

        _candidates[Count] = new Candidate { Row = row, Slot = slot };
        _slots[slot] = Count++;
        return slot;
    }

    // Linear probing; entries are only removed all together, or a probe could end too early.
    private int SlotOf(int row)
    {
        var slot = FirstSlot(row);
        while (_slots[slot] >= 0 && _candidates[_slots[slot]].Row != row)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private int FreeSlotOf(int row)
    {
        var slot = FirstSlot(row);
        while (_slots[slot] >= 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    // Fibonacci hashing (Knuth, "The Art of Computer Programming", 6.4): rows in a run spread over the table.
    private int FirstSlot(int row) => (int)(unchecked((uint)row * 2654435769u) >> (32 - BitOperations.Log2((uint)_slots.Length)));

    /// <summary>What is added up for a row.</summary>
    public struct Candidate
    {
        public int Row;
        public int Slot;
        public float SeenWith;
        public float SeenWithCosine;
        public float SeenWithLately;
        public float SeenNext;
        public float SeenWithEarlier;
        public float Own;
        public float OwnTimes;
    }
}
