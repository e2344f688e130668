using StreamEmbed.State;

namespace StreamEmbed.Pipeline.Checkpoints;

/// <summary>The saved form of what the training stage knows beside the model: whether readers may have that model.</summary>
internal static class SavedTraining
{
    private const string Section = "training";
    private const int Version = 1;

    public static void Save(bool mayPublish, StateSave save) => save.AddSection(Section, Version).WriteBoolean(mayPublish);

    /// <exception cref="StateFormatException">It is missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Its version is not known.</exception>
    public static bool Restore(ISavedState saved)
    {
        var state = saved.Section(Section, Version, Version);
        var mayPublish = state.ReadBoolean();
        state.End();
        return mayPublish;
    }
}
