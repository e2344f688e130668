namespace StreamEmbed.Sessions;

/// <summary>Closed sessions that wait until the stream's time has passed their close, so that they leave in one order.</summary>
internal sealed class WaitingSessions
{
    private readonly PriorityQueue<Session, SessionKey> _byKey = new();

    public int Count => _byKey.Count;

    public void Add(Session session) => _byKey.Enqueue(session, session.Key);

    /// <summary>The sessions of one partition, in their order.</summary>
    public Session[] Of(int partition) =>
        [.. _byKey.UnorderedItems.Where(item => item.Priority.Last.Partition == partition).OrderBy(item => item.Priority).Select(item => item.Element)];

    /// <summary>Takes the first in order, if the stream's time has passed it.</summary>
    public bool TryTakeBefore(long streamMs, out Session session)
    {
        // At the very time it still waits: another partition may have one that closes in the same millisecond.
        if (_byKey.TryPeek(out session!, out var key) && key.CloseMs < streamMs)
        {
            _byKey.Dequeue();
            return true;
        }

        return false;
    }
}
