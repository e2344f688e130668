namespace StreamEmbed.Events;

/// <summary>The id of an item as the events name it: compared by ordinal, never parsed.</summary>
public readonly record struct ItemId(string Value)
{
    public override string ToString() => Value;
}
