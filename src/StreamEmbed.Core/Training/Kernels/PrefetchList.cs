namespace StreamEmbed.Training.Kernels;

/// <summary>Memory that will be needed soon: addresses of runs of cache lines. The update kernel issues it in equal shares while it computes.</summary>
/// <remarks>
/// Into the second-level cache, not the first: a block's own rows fill the first, and sending both there cost a
/// quarter of the speed. The default value is the empty list.
/// </remarks>
internal unsafe struct PrefetchList
{
    /// <summary>First address of each run.</summary>
    public byte** Addresses;

    /// <summary>Length of each run in bytes.</summary>
    public int* Bytes;

    /// <summary>Number of runs.</summary>
    public int Count;

    public void Add(void* address, int bytes)
    {
        Addresses[Count] = (byte*)address;
        Bytes[Count] = bytes;
        Count++;
    }
}
