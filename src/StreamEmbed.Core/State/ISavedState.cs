namespace StreamEmbed.State;

/// <summary>What was saved last, for the stages to go on from.</summary>
public interface ISavedState
{
    /// <summary>A section, or null when none of that name was saved.</summary>
    /// <exception cref="StateFormatException">It is damaged.</exception>
    StateReader? FindSection(string name);

    /// <summary>A table's records, or null when none of that name was saved. To be read to its end before another is opened.</summary>
    /// <exception cref="StateFormatException">It is damaged.</exception>
    ITableReader? OpenTable(string name);
}
