namespace StreamEmbed.Host.Configuration;

/// <summary>Checked options, and where each value came from that is not a default.</summary>
/// <param name="Values">The options.</param>
/// <param name="Origins">Words by key, for example <c>flag --set</c>; keys of a family with their last name.</param>
internal sealed record LoadedOptions(StreamEmbedOptions Values, IReadOnlyDictionary<string, string> Origins);
