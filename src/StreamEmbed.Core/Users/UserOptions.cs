using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Users;

/// <summary>What is remembered of a user, and how it becomes the user's vector.</summary>
public sealed record UserOptions
{
    /// <summary>Number of most recent items remembered and pooled for each user.</summary>
    [Range(1, 1_000)]
    public int History { get; init; } = 50;

    /// <summary>Most users remembered; above it the one that was silent longest is forgotten.</summary>
    [Range(1, int.MaxValue)]
    public int MaxUsers { get; init; } = 10_000_000;

    /// <summary>A user without events for this long (event time) is forgotten; so are events that are older than this before the user's last.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Age at which an item's weight in the user's vector has halved; null is off: all items weigh the same.</summary>
    public TimeSpan? HalfLife { get; init; }

    /// <summary>How item vectors become the user's vector.</summary>
    public UserPooling Pooling { get; init; } = UserPooling.Average;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (TimeToLive <= TimeSpan.Zero)
        {
            yield return $"Users:TimeToLive must be more than 0, but is {TimeToLive}.";
        }

        if (HalfLife is { } halfLife && halfLife <= TimeSpan.Zero)
        {
            yield return $"Users:HalfLife must be more than 0 or off, but is {halfLife}.";
        }
    }
}
