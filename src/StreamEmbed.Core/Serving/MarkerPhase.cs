namespace StreamEmbed.Serving;

/// <summary>What a marker on the serving topic says.</summary>
public enum MarkerPhase
{
    /// <summary>Rows of a snapshot follow in this partition.</summary>
    Begin,

    /// <summary>All rows of the snapshot are above in this partition: its totals are those of all rows that it holds.</summary>
    End,

    /// <summary>User vectors were published between snapshots: the totals of users are those of all users that the partition holds.</summary>
    Users,
}
