namespace StreamEmbed.Sessions;

/// <summary>An open session of one user in one partition: 64 bytes and its first events right behind them, where reading costs least.</summary>
internal struct OpenSession : IPooled
{
    /// <summary>Null: the session is gone, merged into another, and only its place in the wheel is left.</summary>
    public string? User;
    public long StartMs;
    public long EndMs;

    /// <summary>Least offset of its events.</summary>
    public long FirstOffset;
    public int Count;

    /// <summary>Block with the last of the events that do not fit into <see cref="Events"/>.</summary>
    public int LastBlock;

    /// <summary>The same user's next open session; for a free one, the next free one.</summary>
    public int NextOfUser;

    /// <summary>What is remembered of the user's earlier sessions, or <see cref="PastItemsStore.None"/>; the same in all open sessions of the user.</summary>
    public int Past;

    /// <summary>False: the user has no other open session. True: ask.</summary>
    public bool MayHaveOthers;

    /// <summary>Hash of the user, kept so that closing need not read the id again.</summary>
    public uint Hash;

    /// <summary>Greatest minute of event time in the session (minutes since 1970) and events taken since it began.</summary>
    public int Minute;
    public int TakenInMinute;

    /// <summary>The first events in order of (time, offset), <see cref="Count"/> of them at most.</summary>
    public EventRow Events;

    /// <summary>The whole offset of one of its events.</summary>
    public readonly long OffsetOf(in OpenEvent e) => OffsetOf(e, FirstOffset);

    /// <summary>The whole offset of an event of a session whose least offset is <paramref name="firstOffset"/>.</summary>
    public static long OffsetOf(in OpenEvent e, long firstOffset) => firstOffset + (e.OffsetLow - (uint)firstOffset);

    int IPooled.Link
    {
        readonly get => NextOfUser;
        set => NextOfUser = value;
    }
}
