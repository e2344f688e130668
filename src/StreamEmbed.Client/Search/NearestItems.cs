using StreamEmbed.Client.Tables;

namespace StreamEmbed.Client.Search;

/// <summary>Keeps the best of the rows that it is offered. Ties go to the id whose UTF-8 bytes come first, so that answers repeat.</summary>
/// <remarks>One owner. A binary heap whose top is the worst kept.</remarks>
internal sealed class NearestItems(FrozenItems items, int count)
{
    private (float Nearness, int Slot)[] _heap = new (float Nearness, int Slot)[Math.Min(count, 32)];
    private int _kept;

    /// <summary>What an offer must reach to be kept; any will be while there is room.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public void Offer(int slot, float nearness)
    {
        var offer = (nearness, slot);
        if (_kept < count)
        {
            if (_kept == _heap.Length)
            {
                Array.Resize(ref _heap, Math.Min(count, 2 * _kept));
            }

            Up(_kept++, offer);
        }
        else if (IsWorse(_heap[0], offer))
        {
            Down(0, offer);
        }

        if (_kept == count)
        {
            Threshold = _heap[0].Nearness;
        }
    }

    /// <summary>What was kept, the nearest first, and forgets it.</summary>
    public (int Slot, float Nearness)[] Take()
    {
        var best = new (int Slot, float Nearness)[_kept];
        for (var i = best.Length - 1; i >= 0; i--)
        {
            best[i] = (_heap[0].Slot, _heap[0].Nearness);
            _kept--;
            Down(0, _heap[_kept]);
        }

        return best;
    }

    private void Up(int at, (float Nearness, int Slot) offer)
    {
        while (at > 0 && IsWorse(offer, _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = offer;
    }

    private void Down(int at, (float Nearness, int Slot) offer)
    {
        while ((2 * at) + 1 < _kept)
        {
            var child = (2 * at) + 1;
            if (child + 1 < _kept && IsWorse(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsWorse(_heap[child], offer))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = offer;
    }

    private bool IsWorse((float Nearness, int Slot) x, (float Nearness, int Slot) y) =>
        x.Nearness != y.Nearness ? x.Nearness < y.Nearness : items.IdOf(x.Slot).SequenceCompareTo(items.IdOf(y.Slot)) > 0;
}
