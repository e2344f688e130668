using StreamEmbed.Events;

namespace StreamEmbed.Core.Tests.Sessions;

/// <summary>Short ways to write events and options; times are milliseconds after <see cref="Base"/>.</summary>
internal static class Clicks
{
    public const long Base = 1_700_000_000_000;

    public static ItemEvent Click(string user, string item, long timeMs, long offset, int partition = 0, float weight = 1) =>
        new(new UserId(user), new ItemId(item), Base + timeMs, weight, new SourcePosition(partition, offset));

    public static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
