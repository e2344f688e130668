namespace StreamEmbed.Client.Following;

/// <summary>Decides when a copy that is being read may take the place of the view served.</summary>
/// <remarks>
/// A copy serves from when it has caught up with where the topic ended when reading began: the way there leads through the
/// topic's past, maybe through models of another dimension. One that replaces an older copy must also have come as far as
/// that, so that nobody sees snapshots go back - unless the whole topic did, because it was made anew too.
/// </remarks>
internal sealed class CopyServing(EmbeddingCopy copy, ViewPublisher views)
{
    private bool _isServing;

    /// <summary>Whether the copy has everything that was in the topic when reading began.</summary>
    public bool IsCaughtUp { get; set; }

    /// <summary>Makes what the copy holds the current view, if it may be; costs what changed.</summary>
    /// <exception cref="DimensionChangedException">It has vectors of another length than the current view.</exception>
    public bool TryServe()
    {
        _isServing = _isServing || MayServe();
        if (!_isServing)
        {
            return false;
        }

        var (held, view) = (views.Current.Snapshot.Dimension, copy.View());
        if (held != 0 && view.Snapshot.Dimension is not 0 and var found && found != held)
        {
            throw new DimensionChangedException(held, found, view.Snapshot.Number);
        }

        views.Publish(view);
        return true;
    }

    private bool MayServe() =>
        IsCaughtUp && (copy.Snapshot >= views.Current.Snapshot.Number || (copy.IsWhole && copy.Snapshot > 0));
}
