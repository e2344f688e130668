namespace StreamEmbed.Sessions;

/// <summary>What left the tracker since the last <see cref="Clear"/>.</summary>
/// <remarks>The tracker appends; its owner reads and clears. The values in the lists are the owner's to keep, the lists are not.</remarks>
public sealed class SessionOutput
{
    internal SessionOutput()
    {
    }

    /// <summary>Closed sessions in the order of <see cref="Session.Key"/>; also those too short to train.</summary>
    public List<Session> Closed { get; } = [];

    /// <summary>Late events in the order of their arrival.</summary>
    public List<LateEvent> Late { get; } = [];

    /// <summary>Forgets everything that was read.</summary>
    public void Clear()
    {
        Closed.Clear();
        Late.Clear();
    }
}
