namespace StreamEmbed.Serving;

/// <summary>The rows of one partition of the serving topic: what a reader holds who has read the partition up to here.</summary>
public sealed class PartitionLedger
{
    public RowLedger Items { get; } = new();

    public RowLedger Users { get; } = new();

    /// <summary>Follows one record, in the order of the partition. Markers change no row.</summary>
    public void Apply(ServingRecord record)
    {
        switch (record)
        {
            case ServingRecord.ItemChanged changed:
                Items.Put(changed.Row.Item.Value, changed.Row.Vector);
                break;
            case ServingRecord.ItemRemoved removed:
                Items.Remove(removed.Item.Value);
                break;
            case ServingRecord.UserChanged changed:
                Users.Put(changed.User.History.User.Value, changed.User.Vector);
                break;
            case ServingRecord.UserRemoved removed:
                Users.Remove(removed.User.Value);
                break;
        }
    }
}
