using System.Globalization;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>Names of files: <c>checkpoint-00000042.changes</c>.</summary>
/// <param name="Number">The checkpoint that it was made for; a base that was put together has a number of its own.</param>
internal readonly record struct StateFileName(long Number, StateFileKind Kind)
{
    /// <summary>Behind the name of a file that is not yet whole.</summary>
    public const string Temporary = ".tmp";

    private const string Prefix = "checkpoint-";

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Number:00000000}.{Kind.ToString().ToLowerInvariant()}");

    /// <summary>Reads a name back; false for files that are not ours.</summary>
    public static bool TryParse(string name, out StateFileName parsed)
    {
        parsed = default;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || dot < 0
            || !long.TryParse(name.AsSpan(Prefix.Length, dot - Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !Enum.TryParse<StateFileKind>(name.AsSpan(dot + 1), ignoreCase: true, out var kind))
        {
            return false;
        }

        parsed = new StateFileName(number, kind);
        return parsed.ToString() == name;
    }
}
