using StreamEmbed.State;

namespace StreamEmbed.Ports;

/// <summary>Where the state of the line is saved. <see cref="WriteAsync"/> and <see cref="MaintainAsync"/> are used by one caller at a time.</summary>
public interface ICheckpointSink
{
    /// <summary>Whether the next save must hold tables whole, because there is nothing to add changes to. Any thread.</summary>
    bool NextIsWhole { get; }

    /// <summary>Returns when the save is durable. Tries again, without end, while the disk is full or fails; what was saved before is not harmed.</summary>
    Task<CheckpointReceipt> WriteAsync(StateSave save, CancellationToken cancellationToken);

    /// <summary>Tidies up, if it is time: may take as long as reading and writing everything. Giving it up harms nothing.</summary>
    Task MaintainAsync(CancellationToken cancellationToken);
}
