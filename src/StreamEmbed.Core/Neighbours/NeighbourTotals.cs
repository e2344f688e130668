using System.Runtime.InteropServices;

namespace StreamEmbed.Neighbours;

/// <summary>What all neighbours of an item were counted together, those that have left its list too; and where the list is.</summary>
/// <remarks>
/// Counts that decay are kept forward: an event at time t weighs 2^(t / half-life), in epochs of 64 half-lives (see <see cref="Vocabulary.DecayedCount"/>),
/// and what is read is divided by the weight of now. The list's counts are of the same epochs.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourTotals
{
    public float Slow;
    public float Fast;
    public float Next;
    public int SlowEpoch;
    public int FastEpoch;
    public int Block;
    public byte Capacity;
    public byte Count;
    public byte Generation;
}
