using System.Runtime.InteropServices;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>What training keeps of an item besides its vectors: one cache line, next to them.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct RowHeader
{
    public const int Bytes = 64;

    /// <summary>|context row|², followed through every step without reading the row, and made exact whenever the item is trained.</summary>
    public float ContextNormSquared;

    /// <summary>Times that the row was trained or placed since its item came: the first averages are plain means, and a rate of its own falls with it.</summary>
    public int Averaged;

    /// <summary>The latest session in the block queue that holds the item; tells at once that a noise row is in none of the block's sessions.</summary>
    public int QueuedSession;

    /// <summary>Items that have had this row before: what remembers a row remembers this too, and sees that the item has gone.</summary>
    public int Generation;

    /// <summary>Occurrences by the weight of their events, the past halved every <see cref="VocabularyOptions.FrequencyHalfLife"/>.</summary>
    public DecayedCount Frequency;

    /// <summary>Number of the item's last event in the order of all events, modulo 2³²: tells whether the ring of recent events can still hold the row.</summary>
    public uint LastEvent;

    /// <summary>Occurrences that were counted.</summary>
    public long Count;

    /// <summary>Event time of the click or session that made the item known, Unix milliseconds.</summary>
    public long FirstSeenMs;

    /// <summary>Event time of the last click or session with the item, Unix milliseconds.</summary>
    public long LastSeenMs;

    /// <summary>What the vector rests on.</summary>
    public RowVector Vector;

    /// <summary>Whether the served vector moved since changes were last taken (a byte used as a Boolean).</summary>
    public byte IsChanged;

    /// <summary>Whether readers were ever given the item, so that its end has to be told (a byte used as a Boolean).</summary>
    public byte IsPublished;

    /// <summary>Whether the row stands in the list of changed rows, maybe for an item that has gone since (a byte used as a Boolean).</summary>
    public byte IsListed;

    /// <summary>Whether the item is never evicted (a byte used as a Boolean).</summary>
    public byte IsProtected;
}
