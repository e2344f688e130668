namespace StreamEmbed.Host.Exposition;

/// <summary>One series of a metric. Thread-safe without locks.</summary>
/// <param name="bounds">Upper bounds of a histogram's buckets, ascending; empty for other kinds.</param>
internal sealed class MetricSeries(double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _value;

    /// <summary>The value, or a histogram's sum.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Adds to a counter or a gauge.</summary>
    public void Add(double value)
    {
        double seen, sum;
        do
        {
            seen = Volatile.Read(ref _value);
            sum = seen + value;
        }
        while (BitConverter.DoubleToInt64Bits(Interlocked.CompareExchange(ref _value, sum, seen)) != BitConverter.DoubleToInt64Bits(seen));
    }

    /// <summary>Sets a gauge, or a counter whose sum is kept elsewhere.</summary>
    public void Set(double value) => Volatile.Write(ref _value, value);

    /// <summary>Counts a value in a histogram; one that is no number is left out, as it would spoil the sum for good.</summary>
    public void Observe(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        var bucket = Array.BinarySearch(bounds, value);
        Interlocked.Increment(ref _counts[bucket >= 0 ? bucket : ~bucket]);
        Add(value);
    }

    /// <summary>A histogram's counts by bucket, not summed up; the last one is above every bound.</summary>
    public long[] Counts() => [.. Enumerable.Range(0, _counts.Length).Select(i => Volatile.Read(ref _counts[i]))];
}
