using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>A closed session: an immutable value that refers to nothing inside the tracker, the same on every replay.</summary>
/// <param name="User">Whose session.</param>
/// <param name="Items">Items in order of (event time, partition, offset); at least one. <see cref="SessionOptions.Trains"/> says whether they are enough.</param>
/// <param name="Weights">Weight of each event's type, same length as <paramref name="Items"/>.</param>
/// <param name="StartMs">Event time of the first event, Unix milliseconds.</param>
/// <param name="EndMs">Event time of the last event, Unix milliseconds.</param>
/// <param name="End">Why it ended.</param>
public sealed record Session(UserId User, ItemId[] Items, float[] Weights, long StartMs, long EndMs, SessionEnd End)
{
    /// <summary>Where it stands among all clicks and sessions: they leave in this order.</summary>
    public StreamKey Key { get; init; }

    /// <summary>The user's last items before this session, at most five, oldest first: context, not part of the session. Empty when none is known.</summary>
    public ItemId[] Earlier { get; init; } = [];
}
