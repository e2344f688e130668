using StreamEmbed.Checkpoints.Files;
using StreamEmbed.Checkpoints.Tables;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints;

/// <summary>One checkpoint, open for reading. Its files stay readable even if they are removed meanwhile. One owner.</summary>
public sealed class Checkpoint : ISavedState, IDisposable
{
    private readonly IReadOnlyList<StateFileReader> _files;
    private readonly StateFileReader _state;
    private readonly TableChain _chain;

    /// <summary>Opens a checkpoint; all its files must be there, be those that were written, and have a whole index.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="number">Which.</param>
    /// <exception cref="StateFormatException">A file is missing, damaged, or another's.</exception>
    /// <exception cref="StateRefusedException">A file is of a form that this program does not know.</exception>
    public Checkpoint(string directory, long number)
        : this(CheckpointManifest.Read(directory, number), directory)
    {
    }

    /// <param name="files">Its files in the manifest's order; they are this object's from now on.</param>
    internal Checkpoint(CheckpointManifest manifest, IReadOnlyList<StateFileReader> files)
    {
        (Manifest, _files) = (manifest, files);
        _state = _files[0];
        _chain = new TableChain([.. _files.Skip(1)]);
    }

    private Checkpoint(CheckpointManifest manifest, string directory)
        : this(manifest, OpenAll(directory, manifest))
    {
    }

    public CheckpointManifest Manifest { get; }

    /// <summary>Bytes of all its files but the manifest.</summary>
    public long Length => _files.Sum(file => file.Length);

    /// <summary>Names and sizes of its sections.</summary>
    public IReadOnlyList<FilePart> Sections => _state.Parts;

    /// <summary>Names of its tables.</summary>
    public IEnumerable<string> Tables => _chain.Names;

    public StateReader? FindSection(string name) => _state.Find(name) is { } part ? _state.ReadSection(part) : null;

    public ITableReader? OpenTable(string name) => _chain.Open(name);

    /// <summary>Reads everything and compares all sums.</summary>
    /// <exception cref="StateFormatException">Something is damaged.</exception>
    public void Check()
    {
        foreach (var file in _files)
        {
            file.Check();
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private static List<StateFileReader> OpenAll(string directory, CheckpointManifest manifest)
    {
        List<StateFileReader> files = [];
        try
        {
            foreach (var file in manifest.Files)
            {
                files.Add(Open(directory, file));
            }

            return files;
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Opens a file that a manifest names.</summary>
    internal static StateFileReader Open(string directory, ManifestFile file)
    {
        var reader = new StateFileReader(directory, file.FileName);
        if (reader.Length == file.Length && reader.Salt == file.Salt)
        {
            return reader;
        }

        reader.Dispose();
        throw new StateFormatException($"{file.Name} is not the file that the manifest names: it was written at another time.");
    }
}
