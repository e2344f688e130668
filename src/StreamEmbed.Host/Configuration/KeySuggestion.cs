namespace StreamEmbed.Host.Configuration;

/// <summary>Finds the key that a misspelt one was meant to be.</summary>
internal static class KeySuggestion
{
    /// <summary>The nearest known key, or null when none is near.</summary>
    public static string? For(string key, IEnumerable<string> known)
    {
        var keys = known.ToList();
        var nearest = keys.MinBy(candidate => Distance(key, candidate));
        if (nearest is not null && Distance(key, nearest) <= Math.Max(2, key.Length / 5))
        {
            return nearest;
        }

        // The right option in the wrong section, or in none.
        var name = LastName(key);
        return keys.FirstOrDefault(candidate => LastName(candidate).Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static string LastName(string key) => key[(key.LastIndexOf(':') + 1)..];

    // Levenshtein's distance, letters compared without case, in one row.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
