using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.State;

/// <summary>Where, how often and how long the state of the line is saved.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Directory of the checkpoints, on a local disk. One running service has it for itself.</summary>
    public string Directory { get; init; } = "data";

    /// <summary>
    /// Time between two checkpoints; 0 saves none, and a restart then reads the log from its beginning. After a crash the events of at most
    /// about this time are read again. Each checkpoint costs what changed since the one before, so a short time costs little more in all.
    /// </summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checkpoints kept, for the case that the newest proves to be damaged.</summary>
    [Range(1, 1_000)]
    public int Keep { get; init; } = 3;

    /// <summary>
    /// Directory of checkpoints made elsewhere to go on from, <c>--from</c>; null: none. It is only read. Checkpoint:Directory must be empty
    /// then, or hold what such a start has written: so the option may stay set.
    /// </summary>
    public string? From { get; init; }

    /// <summary>Whether checkpoints are written at all.</summary>
    public bool IsOn => Every > TimeSpan.Zero;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (Every < TimeSpan.Zero)
        {
            yield return $"Checkpoint:Every must not be negative, but is {Every}.";
        }

        if (From is not null && !IsOn)
        {
            yield return "Checkpoint:From needs a place to go on writing: Checkpoint:Every must be more than 0.";
        }

        if (IsOn && string.IsNullOrWhiteSpace(Directory))
        {
            yield return "Checkpoint:Directory must name a directory, or Checkpoint:Every be 0.";
        }
    }
}
