namespace StreamEmbed.Host.VectorFiles;

/// <summary>An item's vector in a file.</summary>
/// <param name="Id">The item.</param>
/// <param name="Vector">float[dimension].</param>
internal sealed record NamedVector(string Id, float[] Vector);
