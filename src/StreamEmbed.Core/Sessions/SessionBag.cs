namespace StreamEmbed.Sessions;

/// <summary>Unordered collections of sessions in shared chunks; each is named by its last chunk.</summary>
/// <remarks>
/// Not a chain through the sessions: walking one waits for the memory of each session before it knows the next, here the
/// handles are known and the memory is asked for ahead.
/// </remarks>
internal sealed class SessionBag
{
    public const int Empty = PagedPool<SessionChunk>.None;

    private readonly PagedPool<SessionChunk> _chunks = new();

    public void Add(ref int bag, int session)
    {
        if (bag == Empty || _chunks[bag].Count == SessionChunk.Length)
        {
            var added = _chunks.Rent();
            _chunks[added].Count = 0;
            _chunks[added].Earlier = bag;
            bag = added;
        }

        ref var chunk = ref _chunks[bag];
        chunk.Sessions[chunk.Count++] = session;
    }

    /// <summary>Empties a collection into <paramref name="sessions"/>.</summary>
    public void TakeAll(ref int bag, List<int> sessions)
    {
        sessions.Clear();
        while (bag != Empty)
        {
            ref var chunk = ref _chunks[bag];
            sessions.AddRange(((ReadOnlySpan<int>)chunk.Sessions)[..chunk.Count]);
            var earlier = chunk.Earlier;
            _chunks.Return(bag);
            bag = earlier;
        }
    }
}
