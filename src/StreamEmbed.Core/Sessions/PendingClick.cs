namespace StreamEmbed.Sessions;

/// <summary>A click whose key the watermark has not passed; 32 bytes without a reference. The rest is in its session.</summary>
internal struct PendingClick : IPooled
{
    /// <summary>Event time, or the watermark when it came if that is later.</summary>
    public long KeyMs;
    public long Offset;

    /// <summary>Where its session was when it came; the session may have moved since.</summary>
    public int Session;

    /// <summary><see cref="UserTable.HashOf"/> its user, to find a session that has moved.</summary>
    public uint Hash;

    /// <summary>The click that came before it into the same bucket.</summary>
    public int Earlier;

    int IPooled.Link
    {
        readonly get => Earlier;
        set => Earlier = value;
    }
}
