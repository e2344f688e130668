namespace StreamEmbed.Pipeline.Counters;

/// <summary>A figure with one writer and any number of readers. A struct, so that it lives inside its owner.</summary>
internal struct Count
{
    private long _value;

    public readonly long Value => Volatile.Read(in _value);

    public void Add(long amount) => Volatile.Write(ref _value, _value + amount);

    public void Set(long value) => Volatile.Write(ref _value, value);
}
