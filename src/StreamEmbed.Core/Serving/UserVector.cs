using StreamEmbed.Users;

namespace StreamEmbed.Serving;

/// <summary>A user's pooled vector as readers get it. Immutable.</summary>
/// <param name="History">The items that it was pooled from, and whose it is.</param>
/// <param name="Vector">float[dimension].</param>
/// <param name="ItemSnapshot">The snapshot of the items that it was pooled in.</param>
public sealed record UserVector(UserHistory History, float[] Vector, long ItemSnapshot);
