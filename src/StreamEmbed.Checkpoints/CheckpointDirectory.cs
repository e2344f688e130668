using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using StreamEmbed.Checkpoints.Faults;
using StreamEmbed.Checkpoints.Files;
using StreamEmbed.Checkpoints.Tables;
using StreamEmbed.Ports;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints;

/// <summary>Writes checkpoints to a directory that it has for itself, keeps the newest, and puts their tables together in time.</summary>
/// <remarks>
/// <para>
/// A checkpoint is a file of sections, a chain of files of tables (a base, then the changes of each checkpoint since), and a manifest
/// that names them. No file is ever changed. The steps of <see cref="Write"/> are numbered there and in docs/recovery.md.
/// </para>
/// <para>Blocks while it writes. One owner.</para>
/// </remarks>
public sealed partial class CheckpointDirectory : IDisposable
{
    /// <summary>Longest chain: every file of it is open when the tables are read.</summary>
    internal const int LongestChain = 24;

    /// <summary>Changes below this are not worth a new base, however small the one there is.</summary>
    internal const long SmallestCompaction = 1 << 20;

    private static readonly string Program =
        typeof(CheckpointDirectory).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private readonly string _directory;
    private readonly int _keep;
    private readonly CheckpointLock _lock;
    private readonly IFaultPoints _faults;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly List<CheckpointManifest> _kept = [];
    private List<ManifestFile> _chain = [];
    private long _last;
    private bool _isOurs;

    /// <summary>Takes the directory, makes it if there is none, and removes what a process that died left unfinished.</summary>
    /// <param name="directory">Where checkpoints are.</param>
    /// <param name="keep">How many checkpoints to keep, at least 1.</param>
    /// <exception cref="CheckpointException">Another process has it, or it cannot be written.</exception>
    public CheckpointDirectory(string directory, int keep, IFaultPoints faults, TimeProvider clock, ILogger<CheckpointDirectory> log)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        (_directory, _keep, _faults, _clock, _log) = (directory, keep, faults, clock, log);
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"Checkpoint:Directory {directory} cannot be made: {error.Message}", error);
        }

        _lock = CheckpointLock.Acquire(directory);
        CheckpointFiles.RemoveUnfinished(directory);
        _last = CheckpointFiles.List(directory).Select(name => name.Number).DefaultIfEmpty(0).Max();
        _isOurs = IsEmpty;
    }

    /// <summary>Whether there is any checkpoint, usable or not.</summary>
    public bool IsEmpty => !CheckpointFiles.Manifests(CheckpointFiles.List(_directory)).Any();

    /// <summary>Whether the next save must hold tables whole, because there is no chain to add changes to.</summary>
    public bool NextIsWhole => _chain.Count == 0;

    /// <summary>Whether the chain is so long, or so large, that <see cref="Compact"/> is worth its time.</summary>
    public bool IsCompactionDue
    {
        get
        {
            var changes = _chain.Skip(1).Sum(file => file.Length);
            return _chain.Count > LongestChain || (_chain.Count > 1 && changes > Math.Max(SmallestCompaction, _chain[0].Length / 2));
        }
    }

    /// <summary>As <see cref="CheckpointFinder.Restore"/>; checkpoints written from now on build on the one that was used.</summary>
    public (T Restored, CheckpointManifest From, int Damaged)? Restore<T>(Func<ISavedState, T> restore)
    {
        var found = CheckpointFinder.Restore(_directory, restore, _log);
        if (found is { From: var from })
        {
            _isOurs = true;
            _chain = [.. from.Chain];
            _kept.Clear();
            _kept.AddRange(CheckpointFiles.ReadableManifests(_directory).Where(manifest => manifest.Number <= from.Number).Take(_keep).Reverse());
        }

        return found;
    }

    /// <summary>Whether the checkpoints here build on one that is in another directory, see <see cref="BeginFrom"/>.</summary>
    public bool ComesFrom(string other) =>
        CheckpointOrigin.Read(_directory) is { } origin && CheckpointFiles.ReadableManifests(other).Any(origin.IsOf);

    /// <summary>Notes that what will be written here builds on a checkpoint of another directory. Nothing of that directory is needed afterwards.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void BeginFrom(CheckpointManifest from)
    {
        ArgumentNullException.ThrowIfNull(from);
        CheckpointOrigin.Of(from).Write(_directory);
    }

    /// <summary>The next save must hold tables whole, because what was restored has taken another form since.</summary>
    public void BeginAnew() => _chain = [];

    /// <summary>Writes a checkpoint; when it returns, the checkpoint survives whatever happens.</summary>
    /// <exception cref="IOException">The disk is full, or fails. Earlier checkpoints are as they were; the same save may be written again.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written any more; as above.</exception>
    public CheckpointReceipt Write(StateSave save)
    {
        ArgumentNullException.ThrowIfNull(save);
        if (!_isOurs)
        {
            throw new InvalidOperationException($"{_directory} holds checkpoints that nothing was restored from: they would be removed.");
        }

        if (NextIsWhole && !save.IsWhole)
        {
            throw new InvalidOperationException("There is nothing that these changes could be added to: save the tables whole.");
        }

        // A number that was tried does not come again: its manifest may be there although its last step failed.
        var number = ++_last;
        try
        {
            var manifest = WriteFiles(save, number);
            WriteManifest(manifest);
            _chain = [.. manifest.Chain];
            _kept.Add(manifest);
            RemoveOld();
            return new CheckpointReceipt(number, manifest.State.Length + manifest.Chain[^1].Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            RemoveFailed(number);
            throw;
        }
    }

    /// <summary>Puts the chain together into a new base, on which the next checkpoint builds. Those before keep theirs.</summary>
    /// <exception cref="IOException">The disk is full, or fails; nothing has changed.</exception>
    /// <exception cref="StateFormatException">A file of the chain is damaged. The next save must be whole.</exception>
    public void Compact(CancellationToken cancellationToken)
    {
        // A number of its own, so that it never takes the place of a file that a checkpoint needs.
        var name = new StateFileName(++_last, StateFileKind.Base);
        List<StateFileReader> files = [];
        try
        {
            files.AddRange(_chain.Select(file => new StateFileReader(_directory, file.FileName)));
            var whole = WriteFile(
                name,
                file => TableCompaction.Run(new TableChain(files), file, cancellationToken),
                CommitStep.BaseWritten,
                CommitStep.BaseFlushed);
            Rename(name, CommitStep.BaseNamed);
            _chain = [whole];
            LogCompacted(_directory, files.Count, whole.Length);
        }
        catch (Exception error) when (error is StateFormatException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            _chain = error is StateFormatException ? [] : _chain;
            RemoveTemporary(name);
            throw;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    public void Dispose() => _lock.Dispose();

    private CheckpointManifest WriteFiles(StateSave save, long number)
    {
        var stateName = new StateFileName(number, StateFileKind.State);
        var changesName = new StateFileName(number, save.IsWhole ? StateFileKind.Base : StateFileKind.Changes);

        // Steps 1 to 4: contents, each in a temporary file and on the disk.
        var state = WriteFile(stateName, file => WriteSections(file, save), CommitStep.StateWritten, CommitStep.StateFlushed);
        var changes = WriteFile(changesName, file => WriteTables(file, save), CommitStep.ChangesWritten, CommitStep.ChangesFlushed);

        // Steps 5 to 7: names, before any manifest says them.
        Rename(stateName, CommitStep.StateNamed);
        Rename(changesName, CommitStep.ChangesNamed);
        DirectoryFlush.Flush(_directory);
        _faults.Reach(CommitStep.NamesFlushed);

        List<ManifestFile> chain = save.IsWhole ? [changes] : [.. _chain, changes];
        return new CheckpointManifest(number, _clock.GetUtcNow().ToUnixTimeMilliseconds(), Program, state, chain);
    }

    private void WriteManifest(CheckpointManifest manifest)
    {
        // Steps 8 and 9: the manifest in a temporary file and on the disk.
        var section = manifest.ToSection();
        using (section.Content)
        {
            WriteFile(manifest.FileName, file => file.Write(section), CommitStep.ManifestWritten, CommitStep.ManifestFlushed);
        }

        // Steps 10 and 11: its name is the commit.
        Rename(manifest.FileName, CommitStep.ManifestNamed);
        DirectoryFlush.Flush(_directory);
        _faults.Reach(CommitStep.Committed);
    }

    private ManifestFile WriteFile(StateFileName name, Action<StateFileWriter> content, string written, string flushed)
    {
        var salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        using var file = new StateFileWriter(TemporaryOf(name), new StateFileHeader(name.Kind, name.Number, salt));
        content(file);
        file.Complete();
        _faults.Reach(written);
        file.Flush();
        _faults.Reach(flushed);
        return new ManifestFile(name.Number, name.Kind, file.Length, salt);
    }

    private static void WriteSections(StateFileWriter file, StateSave save)
    {
        foreach (var section in save.Sections)
        {
            file.Write(section);
        }
    }

    private static void WriteTables(StateFileWriter file, StateSave save)
    {
        foreach (var table in save.Tables)
        {
            file.Write(table);
        }
    }

    private void Rename(StateFileName name, string step)
    {
        File.Move(TemporaryOf(name), PathOf(name), overwrite: true);
        _faults.Reach(step);
    }

    /// <summary>Removes what the kept checkpoints do not need. Whatever fails here is tried again behind the next checkpoint.</summary>
    private void RemoveOld()
    {
        try
        {
            _kept.RemoveRange(0, Math.Max(0, _kept.Count - _keep));
            var needed = _kept.SelectMany(manifest => manifest.Files).Select(file => file.FileName)
                .Concat(_kept.Select(manifest => manifest.FileName)).ToHashSet();
            var unneeded = CheckpointFiles.List(_directory).Where(name => !needed.Contains(name)).ToLookup(name => name.Kind == StateFileKind.Manifest);

            // Step 12: manifests first, so that none ever names a file that is gone.
            Remove(unneeded[true]);
            DirectoryFlush.Flush(_directory);
            _faults.Reach(CommitStep.OldManifestsRemoved);

            // Step 13: what only they named.
            Remove(unneeded[false]);
            _faults.Reach(CommitStep.OldFilesRemoved);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(_directory, error.Message);
        }
    }

    /// <summary>Gives a full disk back what the failed try took, unless its manifest got its name: then it may be whole.</summary>
    private void RemoveFailed(long number)
    {
        try
        {
            var named = CheckpointFiles.List(_directory).Where(name => name.Number == number).ToList();
            var hasManifest = named.Exists(name => name.Kind == StateFileKind.Manifest);
            Remove(hasManifest ? [] : named);
            foreach (var kind in Enum.GetValues<StateFileKind>())
            {
                RemoveTemporary(new StateFileName(number, kind));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(_directory, error.Message);
        }
    }

    private void RemoveTemporary(StateFileName name)
    {
        try
        {
            File.Delete(TemporaryOf(name));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(_directory, error.Message);
        }
    }

    private void Remove(IEnumerable<StateFileName> names)
    {
        foreach (var name in names)
        {
            File.Delete(PathOf(name));
        }
    }

    private string PathOf(StateFileName name) => Path.Combine(_directory, name.ToString());

    private string TemporaryOf(StateFileName name) => PathOf(name) + StateFileName.Temporary;
}
