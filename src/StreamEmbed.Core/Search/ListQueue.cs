using System.Runtime.Intrinsics;

namespace StreamEmbed.Search;

/// <summary>Lists in the order in which they are worth a scan. One owner.</summary>
internal sealed class ListQueue
{
    private float[] _priorities = [];
    private int[] _lists = [];
    private float[] _values = [];
    private int _count;

    /// <summary>float[lists], to be filled by list.</summary>
    public Span<float> ValuesFor(int lists)
    {
        if (_values.Length != lists)
        {
            (_values, _priorities, _lists) = (new float[lists], new float[lists], new int[lists]);
        }

        return _values;
    }

    /// <summary>Takes the lists whose values are above a threshold.</summary>
    public void Gather(float threshold)
    {
        _count = 0;
        var least = Vector256.Create(threshold);
        for (var first = 0; first < _values.Length; first += Vector256<float>.Count)
        {
            var above = Vector256.GreaterThan(Vector256.LoadUnsafe(ref _values[first]), least).ExtractMostSignificantBits();
            for (; above != 0; above &= above - 1)
            {
                var list = first + int.TrailingZeroCount((int)above);
                (_priorities[_count], _lists[_count]) = (_values[list], list);
                _count++;
            }
        }

        for (var at = (_count / 2) - 1; at >= 0; at--)
        {
            Down(at, _priorities[at], _lists[at]);
        }
    }

    /// <summary>The best list that is left, unless its value is no longer above the threshold.</summary>
    public bool TryTake(float threshold, out int list)
    {
        list = _count > 0 ? _lists[0] : -1;
        if (_count == 0 || !(_priorities[0] > threshold))
        {
            return false;
        }

        _count--;
        Down(0, _priorities[_count], _lists[_count]);
        return true;
    }

    /// <summary>The list that is next, or −1.</summary>
    public int Next => _count > 0 ? _lists[0] : -1;

    /// <summary>What is left, in no order.</summary>
    public ReadOnlySpan<int> Rest => _lists.AsSpan(0, _count);

    private void Down(int at, float priority, int list)
    {
        while ((2 * at) + 1 < _count)
        {
            var child = (2 * at) + 1;
            child += child + 1 < _count && _priorities[child + 1] > _priorities[child] ? 1 : 0;
            if (!(_priorities[child] > priority))
            {
                break;
            }

            (_priorities[at], _lists[at]) = (_priorities[child], _lists[child]);
            at = child;
        }

        (_priorities[at], _lists[at]) = (priority, list);
    }
}
