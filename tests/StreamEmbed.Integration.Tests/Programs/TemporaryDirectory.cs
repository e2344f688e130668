namespace StreamEmbed.Integration.Tests.Programs;

/// <summary>A directory that is gone with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("streamembed-");

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
