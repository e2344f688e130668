using StreamEmbed.Events;
using StreamEmbed.State;

namespace StreamEmbed.Pipeline.Checkpoints;

/// <summary>The saved form of how far the log was read: the next offset of each partition that was read at all.</summary>
public static class SavedPositions
{
    private const string Section = "source";
    private const int Version = 1;

    /// <summary>Adds the positions to a save.</summary>
    public static void Save(IReadOnlyList<SourcePosition> next, StateSave save)
    {
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(save);
        var state = save.AddSection(Section, Version);
        state.WriteInt32(next.Count);
        foreach (var position in next)
        {
            state.WriteInt32(position.Partition);
            state.WriteInt64(position.Offset);
        }
    }

    /// <summary>Reads them back; none of a model that was trained without a log.</summary>
    /// <exception cref="StateFormatException">They are missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Their version is not known.</exception>
    public static IReadOnlyList<SourcePosition> Restore(ISavedState saved)
    {
        var state = saved.Section(Section, Version, Version);
        var next = new SourcePosition[state.ReadCount(sizeof(int) + sizeof(long))];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = new SourcePosition(state.ReadInt32(), state.ReadInt64());
        }

        state.End();
        return next.Select(position => position.Partition).Distinct().Count() == next.Length
            ? next
            : throw state.Wrong("names a partition twice");
    }
}
