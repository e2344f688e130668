using StreamEmbed.Events;

namespace StreamEmbed.Sessions;

/// <summary>An accepted click on its way to the model. Its context is beside it in the <see cref="ClickList"/>.</summary>
/// <param name="User">Who.</param>
/// <param name="Item">With what.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
/// <param name="Weight">
/// Weight of the event's type; of a repeat, which <see cref="SessionOptions.CollapseRepeats"/> makes one with the events before it,
/// only what it adds to their greatest weight. Above 0.
/// </param>
/// <param name="Key">Where it stands among all clicks and sessions.</param>
public readonly record struct SessionClick(UserId User, ItemId Item, long TimeMs, float Weight, StreamKey Key);
