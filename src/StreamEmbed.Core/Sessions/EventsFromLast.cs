namespace StreamEmbed.Sessions;

/// <summary>Walks the events of an open session from the last to the first. Starts behind the last.</summary>
internal ref struct EventsFromLast(OpenSessionStore store, ref OpenSession session)
{
    private readonly ref OpenSession _session = ref session;
    private readonly int _count = session.Count;
    private int _index = session.Count;
    private int _block = session.LastBlock;

    public readonly ref OpenEvent Current =>
        ref _index < EventRow.Length ? ref _session.Events[_index] : ref store.Block(_block).Events[_index % EventRow.Length];

    public bool MoveNext()
    {
        if (_index == 0)
        {
            return false;
        }

        // The first event of a block is the last that is met in it; behind the last event no block has been entered.
        if (_index % EventRow.Length == 0 && _index >= EventRow.Length && _index < _count)
        {
            _block = _index == EventRow.Length ? OpenSessionStore.None : store.Block(_block).Earlier;
        }

        _index--;
        return true;
    }
}
