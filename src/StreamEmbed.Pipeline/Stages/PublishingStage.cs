using System.Threading.Channels;
using StreamEmbed.Pipeline.Batches;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Pipeline.Sources;
using StreamEmbed.Ports;

namespace StreamEmbed.Pipeline.Stages;

/// <summary>Publishes one publication after the other, each confirmed by the broker before the next.</summary>
/// <remarks>Holds a publication until it is confirmed, so a broker that is away delays rows and never loses one.</remarks>
internal sealed class PublishingStage(
    IServingSink sink,
    ProgressMailbox progress,
    PublishingCounters counters,
    TimeProvider clock)
{
    public async Task RunAsync(ChannelReader<Publication> publications, CancellationToken abort)
    {
        await foreach (var publication in publications.ReadAllAsync(abort).ConfigureAwait(false))
        {
            var start = clock.GetTimestamp();
            if (publication.Delta is { } delta)
            {
                var held = await sink.PublishAsync(delta, abort).ConfigureAwait(false);
                counters.CountSnapshot(
                    delta.Number, held.Digest, clock.GetUtcNow().ToUnixTimeMilliseconds(), delta.Changed.Count, delta.Removed.Count);
            }

            if (publication.Users.Count > 0 || publication.Forgotten.Count > 0)
            {
                await sink.PublishUsersAsync(publication.Users, publication.Forgotten, abort).ConfigureAwait(false);
                counters.CountUsers(publication.Users.Count);
            }

            counters.CountTime(clock.GetElapsedTime(start));
            progress.Put(publication.Next);
        }
    }
}
