using StreamEmbed.Events;
using StreamEmbed.State;

namespace StreamEmbed.Pipeline.Batches;

/// <summary>Decoded events on their way from the source to the sessions stage. Owned by the stage that holds it; goes back to the <see cref="Pool{T}"/>.</summary>
internal sealed class EventBatch
{
    public List<ItemEvent> Events { get; } = [];

    /// <summary>Partitions that had nothing unread when the batch was made.</summary>
    public List<int> EndsReached { get; } = [];

    /// <summary>The next unread offset of each partition. Goes on with what becomes of the events: never changed behind the source.</summary>
    public IReadOnlyList<SourcePosition> Next { get; set; } = [];

    /// <summary>The clock when the batch was made, Unix milliseconds.</summary>
    public long ClockMs { get; set; }

    /// <summary>Whether every partition was read to its end at least once since the start.</summary>
    public bool CaughtUp { get; set; }

    public Ticks Ticks { get; set; }

    /// <summary>A cut of the stream behind this batch: each stage adds its state as it passes; null when there is none.</summary>
    public StateSave? Save { get; set; }

    /// <summary>Forgets everything and keeps the room.</summary>
    public void Clear()
    {
        Events.Clear();
        EndsReached.Clear();
        Next = [];
        ClockMs = 0;
        CaughtUp = false;
        Ticks = Ticks.None;
        Save = null;
    }
}
