namespace StreamEmbed.Users;

/// <summary>One remembered event of a user; 24 bytes.</summary>
internal struct Visit
{
    public string Item;
    public long TimeMs;
    public float Weight;

    /// <summary>Where the event was read: orders events of the same time.</summary>
    public int Partition;
}
