using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Pipeline.Checkpoints;

/// <summary>A model trained on recorded history, saved so that a line goes on from it.</summary>
public static class WarmStart
{
    /// <summary>Adds what a line restores: no positions, so it reads the log from its beginning; no open sessions; readers may have the model at once.</summary>
    public static void Save(ItemEmbeddings model, UserHistories histories, StateSave save)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        SavedPositions.Save([], save);
        SavedSessions.Save([], save);
        SavedUserHistories.Save(histories.Save(), save);
        SavedTraining.Save(mayPublish: true, save);
        model.Save(save);
    }
}
