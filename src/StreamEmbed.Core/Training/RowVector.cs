namespace StreamEmbed.Training;

/// <summary>What an item's vector rests on.</summary>
internal enum RowVector : byte
{
    /// <summary>Nothing but chance: the item is known and counted, and readers are not given it.</summary>
    None,

    /// <summary>The mean of trained items that it was seen with; made again at later clicks until it is trained.</summary>
    Start,

    /// <summary>Its own sessions.</summary>
    Trained,
}
