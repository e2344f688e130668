namespace StreamEmbed.Users;

/// <summary>One remembered event of a user; 24 bytes.</summary>
internal struct Visit
{
    public string Item;
    public long TimeMs;
    public float Weight;
}
