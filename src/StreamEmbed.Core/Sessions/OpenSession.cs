namespace StreamEmbed.Sessions;

/// <summary>An open session of one user in one partition; 56 bytes.</summary>
internal struct OpenSession : IPooled
{
    /// <summary>Null: the session is gone, merged into another, and only its place in the wheel is left.</summary>
    public string? User;
    public long StartMs;
    public long EndMs;

    /// <summary>Event that came last; <see cref="OpenEvent.Next"/> leads to the earlier ones.</summary>
    public int LastCome;
    public int Count;

    /// <summary>The same user's next open session.</summary>
    public int NextOfUser;

    /// <summary>The next session in the same bucket of the wheel; for a free one, the next free one.</summary>
    public int NextInWheel;

    /// <summary>Greatest minute of event time in the session (minutes since 1970) and events taken since it began.</summary>
    public int Minute;
    public int TakenInMinute;

    /// <summary>Hash of the user, kept so that closing need not read the id again.</summary>
    public uint Hash;

    int IPooled.Link
    {
        readonly get => NextInWheel;
        set => NextInWheel = value;
    }
}
