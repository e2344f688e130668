namespace StreamEmbed.Events;

/// <summary>The values of an event's fields as they stand in the record; absent ones are empty.</summary>
internal ref struct EventFields
{
    public JsonScalar User;
    public JsonScalar Item;
    public JsonScalar Time;
    public JsonScalar Type;

    /// <summary>Notes the value of a field; a later one replaces it.</summary>
    public void Set(EventField field, ReadOnlySpan<byte> token)
    {
        switch (field)
        {
            case EventField.User:
                User = new JsonScalar(token);
                break;
            case EventField.Item:
                Item = new JsonScalar(token);
                break;
            case EventField.Time:
                Time = new JsonScalar(token);
                break;
            case EventField.Type:
                Type = new JsonScalar(token);
                break;
            default:
                break;
        }
    }
}
