namespace StreamEmbed.Events;

/// <summary>The id of a user as the events name it: compared by ordinal, never parsed.</summary>
public readonly record struct UserId(string Value)
{
    public override string ToString() => Value;
}
