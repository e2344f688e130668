using StreamEmbed.Ports;
using StreamEmbed.State;
using StreamEmbed.TestKit.State;

namespace StreamEmbed.TestKit.Ports;

/// <summary>Checkpoints in memory: what all saves add up to. Outlives the lines that write to it.</summary>
public sealed class MemoryCheckpoints : ICheckpointSink
{
    private volatile int _written;

    /// <summary>What a new line goes on from.</summary>
    public MemoryState State { get; } = new();

    /// <summary>Checkpoints written.</summary>
    public int Written => _written;

    /// <summary>Whether the last one held tables whole.</summary>
    public bool LastWasWhole { get; private set; }

    /// <summary>Held back until this completes, as by a disk that refuses.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool NextIsWhole => _written == 0;

    public async Task<CheckpointReceipt> WriteAsync(StateSave save, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        State.Add(save);
        LastWasWhole = save.IsWhole;
        _written++;
        return new CheckpointReceipt(_written, save.Length);
    }

    public Task MaintainAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
