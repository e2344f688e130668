namespace StreamEmbed.State;

/// <summary>Ids as their characters: unlike UTF-8 they come back the same whatever is in them. Equal ids become one string again. Single owner.</summary>
internal sealed class SavedIds
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public static void Write(StateWriter state, string id) => state.WriteValues<char>(id);

    /// <summary>Their number, then each.</summary>
    public static void Write(StateWriter state, IReadOnlyList<string> ids)
    {
        state.WriteInt32(ids.Count);
        foreach (var id in ids)
        {
            Write(state, id);
        }
    }

    public string Read(StateReader state)
    {
        var id = new string(state.ReadValues<char>());
        if (_known.TryGetValue(id, out var known))
        {
            return known;
        }

        _known.Add(id);
        return id;
    }

    public string[] ReadAll(StateReader state)
    {
        var ids = new string[state.ReadCount(sizeof(int))];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = Read(state);
        }

        return ids;
    }
}
