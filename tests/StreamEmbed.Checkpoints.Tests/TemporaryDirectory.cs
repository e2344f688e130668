namespace StreamEmbed.Checkpoints.Tests;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("streamembed-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Path).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void CopyTo(TemporaryDirectory other)
    {
        foreach (var name in Directory.EnumerateFiles(other.Path))
        {
            File.Delete(name);
        }

        foreach (var name in Files)
        {
            File.Copy(this[name], other[name]);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
