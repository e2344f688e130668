namespace StreamEmbed.Serving;

/// <summary>When and how snapshots and user vectors are published.</summary>
public sealed record PublishingOptions
{
    /// <summary>Time between snapshots. Below a second markers would outweigh rows.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between publications of the users who clicked.</summary>
    public TimeSpan UsersEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How records are written.</summary>
    public ServingFormat Format { get; init; } = ServingFormat.Native;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (Every < TimeSpan.FromSeconds(1))
        {
            yield return $"Publishing:Every must be 1 s or more, but is {Every}.";
        }

        if (UsersEvery < TimeSpan.FromMilliseconds(50))
        {
            yield return $"Publishing:UsersEvery must be 50 ms or more, but is {UsersEvery}.";
        }
    }
}
