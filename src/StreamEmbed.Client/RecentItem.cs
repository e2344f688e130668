namespace StreamEmbed.Client;

/// <summary>An item that a user was seen with.</summary>
/// <param name="Item">The item's id; it may have no vector any more.</param>
/// <param name="Time">Event time.</param>
public readonly record struct RecentItem(string Item, DateTimeOffset Time);
