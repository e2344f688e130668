using System.Runtime.InteropServices;

namespace StreamEmbed.Client.Tables;

/// <summary>What belongs to an item besides its vector, as it lies in a page of floats.</summary>
/// <param name="Count">Occurrences in trained sessions.</param>
/// <param name="LastSeenMs">Event time of the last of them, Unix milliseconds.</param>
/// <param name="Id">Where the id lies in the <see cref="IdArena"/>.</param>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(float))]
internal readonly record struct ItemFacts(long Count, long LastSeenMs, uint Id);
