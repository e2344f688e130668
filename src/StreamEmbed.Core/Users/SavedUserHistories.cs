using StreamEmbed.State;

namespace StreamEmbed.Users;

/// <summary>The saved form of histories.</summary>
public static class SavedUserHistories
{
    private const string Section = "users";
    private const int Version = 1;

    /// <summary>Adds the histories to a save.</summary>
    public static void Save(UserHistoriesState histories, StateSave save)
    {
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentNullException.ThrowIfNull(save);
        var state = save.AddSection(Section, Version);
        SavedIds.Write(state, histories.Users);
        state.WriteValues<int>(histories.VisitCounts);
        SavedIds.Write(state, histories.Items);
        state.WriteValues<long>(histories.TimesMs);
        state.WriteValues<int>(histories.Partitions);
        state.WriteValues<float>(histories.Weights);
        SavedIds.Write(state, histories.Changed);
        SavedIds.Write(state, histories.Forgotten);
    }

    /// <summary>Reads them back.</summary>
    /// <exception cref="StateFormatException">They are missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Their version is not known.</exception>
    public static UserHistoriesState Restore(ISavedState saved)
    {
        var state = saved.Section(Section, Version, Version);
        var ids = new SavedIds();
        var histories = new UserHistoriesState
        {
            Users = ids.ReadAll(state),
            VisitCounts = state.ReadValues<int>(),
            Items = ids.ReadAll(state),
            TimesMs = state.ReadValues<long>(),
            Partitions = state.ReadValues<int>(),
            Weights = state.ReadValues<float>(),
            Changed = ids.ReadAll(state),
            Forgotten = ids.ReadAll(state),
        };
        state.End();

        var visits = histories.Items.Length;
        return histories.VisitCounts.Length == histories.Users.Length && histories.TimesMs.Length == visits && histories.Weights.Length == visits && histories.Partitions.Length == visits
            && histories.VisitCounts.All(count => count > 0) && histories.VisitCounts.Sum(count => (long)count) == visits
            ? histories
            : throw state.Wrong("has columns of different lengths");
    }
}
