namespace StreamEmbed.Users;

/// <summary>All histories as a value: copied out, shared with nothing, safe to hand on.</summary>
/// <remarks>Columns, as a million users are then a few large arrays. User <c>i</c> has <c>VisitCounts[i]</c> entries in the columns of visits, oldest first.</remarks>
public sealed record UserHistoriesState
{
    /// <summary>Users, the one silent longest first.</summary>
    public required string[] Users { get; init; }

    /// <summary>Number of items remembered of each user, at least 1.</summary>
    public required int[] VisitCounts { get; init; }

    /// <summary>Item of each visit.</summary>
    public required string[] Items { get; init; }

    /// <summary>Event time of each visit, Unix milliseconds.</summary>
    public required long[] TimesMs { get; init; }

    /// <summary>Partition of each visit.</summary>
    public required int[] Partitions { get; init; }

    /// <summary>Weight of each visit.</summary>
    public required float[] Weights { get; init; }

    /// <summary>Users that have changed since changes were last taken, in the order of their first change.</summary>
    public required string[] Changed { get; init; }

    /// <summary>Users forgotten since changes were last taken.</summary>
    public required string[] Forgotten { get; init; }
}
