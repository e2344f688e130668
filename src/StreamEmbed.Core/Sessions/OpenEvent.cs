namespace StreamEmbed.Sessions;

/// <summary>One event of an open session; 24 bytes.</summary>
internal struct OpenEvent
{
    public string Item;
    public long TimeMs;

    /// <summary>
    /// The low half of the offset. The rest follows from <see cref="OpenSession.FirstOffset"/>, as no session spans four billion
    /// records.
    /// </summary>
    public uint OffsetLow;
    public float Weight;
}
