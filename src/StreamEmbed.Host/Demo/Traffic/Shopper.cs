using StreamEmbed.Events;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>A user with lasting interests.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Topics">Topics that the user comes for.</param>
internal sealed record Shopper(UserId Id, int[] Topics)
{
    /// <summary>When the user may come again, Unix milliseconds; set when a visit ends.</summary>
    public long AwayUntilMs { get; set; }

    /// <summary>Whether a visit goes on.</summary>
    public bool IsVisiting { get; set; }
}
