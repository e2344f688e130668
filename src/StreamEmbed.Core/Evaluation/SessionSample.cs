namespace StreamEmbed.Evaluation;

/// <summary>Which test sessions are scored when there are more positions than asked for: the same ones in every run and for every recommender.</summary>
internal static class SessionSample
{
    /// <param name="sessions">The log.</param>
    /// <param name="positions">About how many positions to score; 0: all.</param>
    /// <returns>One flag for each session of the log.</returns>
    public static bool[] Choose(RecordedSessions sessions, int positions)
    {
        long all = 0;
        for (var i = sessions.FirstTest; i < sessions.All.Count; i++)
        {
            all += sessions.All[i].Items.Length - 1;
        }

        var share = positions == 0 || all == 0 ? 1 : (double)positions / all;
        var chosen = new bool[sessions.All.Count];
        for (var i = sessions.FirstTest; i < sessions.All.Count; i++)
        {
            chosen[i] = sessions.All[i].Items.Length > 1 && Hash((uint)i) < share * (1L << 32);
        }

        return chosen;
    }

    // The last step of MurmurHash3 (Appleby): spreads neighbouring numbers over all 32 bits.
    public static uint Hash(uint number)
    {
        number = unchecked((number ^ (number >> 16)) * 0x85EBCA6B);
        number = unchecked((number ^ (number >> 13)) * 0xC2B2AE35);
        return number ^ (number >> 16);
    }
}
