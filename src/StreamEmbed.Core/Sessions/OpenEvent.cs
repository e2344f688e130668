namespace StreamEmbed.Sessions;

/// <summary>One event of an open session; 32 bytes, linked by handle in the order of arrival, latest first.</summary>
internal struct OpenEvent : IPooled
{
    public string Item;
    public long TimeMs;
    public long Offset;
    public float Weight;
    public int Next;

    int IPooled.Link
    {
        readonly get => Next;
        set => Next = value;
    }
}
