namespace StreamEmbed.Sessions;

/// <summary>More events of a session that has outgrown its own row.</summary>
internal struct EventBlock : IPooled
{
    public EventRow Events;

    /// <summary>The block filled before this one.</summary>
    public int Earlier;

    int IPooled.Link
    {
        readonly get => Earlier;
        set => Earlier = value;
    }
}
