using StreamEmbed.Host.VectorFiles;

namespace StreamEmbed.Host.Export;

/// <summary>What is written, and where.</summary>
/// <param name="Format">The form of the files.</param>
/// <param name="Output">The file of the vectors.</param>
/// <param name="Patience">How long to wait for the topic.</param>
/// <param name="From">A directory of checkpoints to write from instead; null: none.</param>
internal sealed record ExportArguments(VectorFileFormat Format, string Output, TimeSpan Patience, string? From);
