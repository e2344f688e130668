namespace StreamEmbed.Host.Configuration;

/// <summary>Where option values may come from; the later ones win.</summary>
/// <param name="DefaultFile">Read when it is there and <paramref name="NamedFile"/> is null.</param>
/// <param name="NamedFile">A file that the user named: it must be there.</param>
/// <param name="Environment">Environment variables; those that begin with <c>STREAMEMBED__</c> count.</param>
/// <param name="Flags">Flags of the command line.</param>
internal sealed record OptionSources(
    string? DefaultFile,
    string? NamedFile,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<OptionFlag> Flags);
