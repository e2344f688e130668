using StreamEmbed.Events;

namespace StreamEmbed.Users;

/// <summary>What is remembered of one user at one moment: an immutable copy, safe to hand on.</summary>
/// <param name="User">The user.</param>
/// <param name="Items">Most recent items, oldest first; at most <see cref="UserOptions.History"/>.</param>
/// <param name="TimesMs">Event time of each item, Unix milliseconds, same length.</param>
/// <param name="Weights">Weight of each event's type, same length.</param>
public sealed record UserHistory(UserId User, ItemId[] Items, long[] TimesMs, float[] Weights);
