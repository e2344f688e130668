namespace StreamEmbed.Host.Configuration;

/// <summary>An option given on the command line.</summary>
/// <param name="Key">Key of the option, for example <c>Sessions:Gap</c>.</param>
/// <param name="Value">Its text.</param>
/// <param name="Flag">The flag that gave it, for example <c>--set</c>.</param>
internal sealed record OptionFlag(string Key, string Value, string Flag);
