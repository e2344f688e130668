namespace StreamEmbed.Client.Following;

/// <summary>Decides when a copy that is being read may take the place of the view served.</summary>
/// <remarks>
/// The first copy serves as soon as it has a whole snapshot. One that is made anew waits until it has caught up, so that
/// nobody sees users or snapshots go back in time - unless the whole topic did, because it was made anew too.
/// </remarks>
internal sealed class CopyServing(EmbeddingCopy copy, ViewPublisher views)
{
    private readonly bool _isFirst = views.Current == EmbeddingView.Empty;
    private bool _isServing;

    /// <summary>Whether the copy has everything that was in the topic when reading began.</summary>
    public bool IsCaughtUp { get; set; }

    /// <summary>Makes what the copy holds the current view, if it may be; costs what changed.</summary>
    public bool TryServe()
    {
        _isServing = _isServing || MayServe();
        if (_isServing)
        {
            views.Publish(copy.View());
        }

        return _isServing;
    }

    private bool MayServe() => _isFirst
        ? copy.Snapshot > 0 || IsCaughtUp
        : IsCaughtUp && (copy.Snapshot >= views.Current.Snapshot.Number || (copy.IsWhole && copy.Snapshot > 0));
}
