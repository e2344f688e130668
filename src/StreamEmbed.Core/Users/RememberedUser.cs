using StreamEmbed.Sessions;

namespace StreamEmbed.Users;

/// <summary>One user whose history is kept, in the order in which users fell silent; 48 bytes. The visits are in a <see cref="VisitStore"/>.</summary>
internal struct RememberedUser : IPooled
{
    public string User;

    /// <summary>Greatest event time of the user.</summary>
    public long LastMs;

    /// <summary>Number of visits, and the row that holds them.</summary>
    public int Count;
    public int Row;

    /// <summary>Neighbours in the order of falling silent; for a free one, <see cref="SilentShorter"/> is the next free one.</summary>
    public int SilentLonger;
    public int SilentShorter;

    /// <summary>Which of the store's sizes the row has.</summary>
    public byte Size;

    public bool IsChanged;

    /// <summary>Known no more; the place is free when the changes are taken.</summary>
    public bool IsForgotten;

    int IPooled.Link
    {
        readonly get => SilentShorter;
        set => SilentShorter = value;
    }
}
