using StreamEmbed.Events;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Pipeline.Checkpoints;

/// <summary>What a line goes on from: everything of one cut of the stream, read and checked, before any of it is used. For one line.</summary>
public sealed class RestoredLine
{
    private RestoredLine(
        IReadOnlyList<SourcePosition> next,
        IReadOnlyList<PartitionSessionsState> sessions,
        UserHistoriesState histories,
        ItemEmbeddings model,
        bool mayPublish)
    {
        Next = next;
        Sessions = sessions;
        Histories = histories;
        Model = model;
        MayPublish = mayPublish;
    }

    /// <summary>Where to read on: the next offset of each partition; one that is not named is read from its beginning.</summary>
    public IReadOnlyList<SourcePosition> Next { get; }

    /// <summary>Whether the model was adapted to other options, so that changes cannot be added to what was saved.</summary>
    public bool IsAdapted => Model.IsAdapted;

    internal IReadOnlyList<PartitionSessionsState> Sessions { get; }

    internal UserHistoriesState Histories { get; }

    internal ItemEmbeddings Model { get; }

    /// <summary>Whether readers had this model already, or may have it before the rest of the log is read.</summary>
    internal bool MayPublish { get; }

    /// <summary>The same, read on from other places, because the log has nothing at these any more.</summary>
    public RestoredLine ReadOnFrom(IReadOnlyList<SourcePosition> next) => new(next, Sessions, Histories, Model, MayPublish);

    /// <summary>Reads everything.</summary>
    /// <exception cref="StateFormatException">Something is missing or damaged.</exception>
    /// <exception cref="StateRefusedException">It is of a version that this program does not know, or of options that cannot change.</exception>
    public static RestoredLine From(ISavedState saved, LineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var model = new ItemEmbeddings(options.Training, options.Vocabulary);
        model.Restore(saved);
        return new RestoredLine(
            SavedPositions.Restore(saved),
            SavedSessions.Restore(saved),
            SavedUserHistories.Restore(saved),
            model,
            SavedTraining.Restore(saved));
    }
}
