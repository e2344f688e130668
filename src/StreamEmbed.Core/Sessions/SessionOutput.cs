namespace StreamEmbed.Sessions;

/// <summary>What left the tracker since the last <see cref="Clear"/>.</summary>
/// <remarks>
/// The tracker appends; its owner reads and clears. The values in the lists are the owner's to keep, the lists are not, except
/// clicks taken by <see cref="TakeClicks"/>.
/// </remarks>
public sealed class SessionOutput
{
    internal SessionOutput()
    {
    }

    /// <summary>Clicks in the order of <see cref="SessionClick.Key"/>.</summary>
    public ClickList Clicks { get; private set; } = new();

    /// <summary>Closed sessions in the order of <see cref="Session.Key"/>; also those too short to train.</summary>
    public List<Session> Closed { get; } = [];

    /// <summary>For each closed session, how many of <see cref="Clicks"/> left before it: this is the one order of both.</summary>
    public List<int> ClicksBefore { get; } = [];

    /// <summary>Late events in the order of their arrival.</summary>
    public List<LateEvent> Late { get; } = [];

    /// <summary>Gives the clicks to the caller and goes on with another list.</summary>
    /// <param name="empty">An empty list, from now on the tracker's.</param>
    public ClickList TakeClicks(ClickList empty)
    {
        var taken = Clicks;
        Clicks = empty;
        return taken;
    }

    /// <summary>Forgets everything that was read.</summary>
    public void Clear()
    {
        Clicks.Clear();
        Closed.Clear();
        ClicksBefore.Clear();
        Late.Clear();
    }

    internal void Add(Session session)
    {
        Closed.Add(session);
        ClicksBefore.Add(Clicks.Count);
    }
}
