namespace StreamEmbed.Kafka.Serving;

/// <summary>The bytes of a partition that a producer took through the retention gate and has no report about yet.</summary>
internal sealed class GatePass
{
    private readonly Lock _lock = new();
    private int _bytes;
    private bool _isClosed;

    public void Entered(int bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
        }
    }

    /// <summary>False when the pass was closed, and the bytes were given back with it.</summary>
    public bool Left(int bytes)
    {
        lock (_lock)
        {
            _bytes -= bytes;
            return !_isClosed;
        }
    }

    /// <summary>Ends the pass; the bytes without a report.</summary>
    public int Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return _bytes;
        }
    }
}
