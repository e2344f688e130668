namespace StreamEmbed.Search;

/// <summary>Rows that a scan found, with their values, until it decides which are worth a look at their vectors.</summary>
/// <remarks>One owner; used for one search after the other, without allocating once it is large enough.</remarks>
internal sealed class Candidates
{
    private float[] _values = new float[1024];
    private int[] _rows = new int[1024];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(float value, int row)
    {
        if (Count == _rows.Length)
        {
            Array.Resize(ref _values, 2 * Count);
            Array.Resize(ref _rows, 2 * Count);
        }

        (_values[Count], _rows[Count]) = (value, row);
        Count++;
    }

    /// <summary>Puts the best to the front, in no order, and returns the least of them. (Hoare 1961, "Algorithm 65: Find".)</summary>
    /// <param name="best">How many, at most <see cref="Count"/>, at least 1.</param>
    public float MoveBestToFront(int best)
    {
        var (low, high, last) = (0, Count - 1, best - 1);
        var (values, rows) = (_values, _rows);
        while (low < high)
        {
            var pivot = MedianOfThree(values[low], values[(low + high) >>> 1], values[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] > pivot)
                {
                    i++;
                }

                while (values[j] < pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    (rows[i], rows[j]) = (rows[j], rows[i]);
                    i++;
                    j--;
                }
            }

            if (last <= j)
            {
                high = j;
            }
            else if (last >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        return values[last];
    }

    /// <summary>Forgets all but the first.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Forgets the first ones, and those below a threshold.</summary>
    public void DropFirstAndBelow(int first, float threshold)
    {
        var kept = 0;
        for (var i = first; i < Count; i++)
        {
            if (_values[i] >= threshold)
            {
                (_values[kept], _rows[kept]) = (_values[i], _rows[i]);
                kept++;
            }
        }

        Count = kept;
    }

    private static float MedianOfThree(float a, float b, float c) =>
        MathF.Max(MathF.Min(a, b), MathF.Min(MathF.Max(a, b), c));
}
