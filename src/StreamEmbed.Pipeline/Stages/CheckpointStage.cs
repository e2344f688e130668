using System.Threading.Channels;
using StreamEmbed.Pipeline.Checkpoints;
using StreamEmbed.Pipeline.Counters;
using StreamEmbed.Ports;
using StreamEmbed.State;

namespace StreamEmbed.Pipeline.Stages;

/// <summary>Writes the cuts of the stream, one after the other, while the stream goes on.</summary>
internal sealed class CheckpointStage(
    ICheckpointSink sink,
    IRejectedEventSink rejected,
    CheckpointTurn turn,
    CheckpointCounters counters,
    TimeProvider clock)
{
    public async Task RunAsync(ChannelReader<StateSave> saves, CancellationToken abort)
    {
        await foreach (var save in saves.ReadAllAsync(abort).ConfigureAwait(false))
        {
            using (save)
            {
                // Before the positions count: a restart does not read again what was rejected before the cut.
                await rejected.FlushAsync(abort).ConfigureAwait(false);
                var receipt = await sink.WriteAsync(save, abort).ConfigureAwait(false);
                counters.Count(receipt.Number, receipt.Bytes, clock.GetUtcNow().ToUnixTimeMilliseconds());
            }

            await MaintainAsync(abort).ConfigureAwait(false);
            turn.GiveBack();
        }
    }

    private async Task MaintainAsync(CancellationToken abort)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abort, turn.Hurried);
        try
        {
            await sink.MaintainAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!abort.IsCancellationRequested)
        {
            // The last checkpoint waits; what was given up is done after the next start.
        }
    }
}
