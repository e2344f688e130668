namespace StreamEmbed.State;

/// <summary>What every reader of saved state asks.</summary>
public static class SavedStates
{
    /// <summary>A section that must be there, in a version that is known.</summary>
    /// <exception cref="StateFormatException">It is missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Its version is not known.</exception>
    public static StateReader Section(this ISavedState state, string name, int oldest, int newest)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = state.FindSection(name) ?? throw new StateFormatException($"The saved state has no part '{name}'.");
        reader.RequireVersion(oldest, newest);
        return reader;
    }

    /// <summary>A table that must be there, in a version that is known.</summary>
    /// <exception cref="StateFormatException">It is missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Its version is not known.</exception>
    public static ITableReader Table(this ISavedState state, string name, int oldest, int newest)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = state.OpenTable(name) ?? throw new StateFormatException($"The saved state has no table '{name}'.");
        reader.Record.RequireVersion(oldest, newest);
        return reader;
    }
}
