namespace StreamEmbed.Checkpoints.Faults;

/// <summary>The steps of writing a checkpoint, in their order; docs/recovery.md says what a crash after each of them leaves.</summary>
public static class CommitStep
{
    /// <summary>Step 1: sections are in a temporary file.</summary>
    public const string StateWritten = "state-written";

    /// <summary>Step 2: and on the disk.</summary>
    public const string StateFlushed = "state-flushed";

    /// <summary>Step 3: changes of tables are in a temporary file.</summary>
    public const string ChangesWritten = "changes-written";

    /// <summary>Step 4: and on the disk.</summary>
    public const string ChangesFlushed = "changes-flushed";

    /// <summary>Step 5: the first of both has its name.</summary>
    public const string StateNamed = "state-named";

    /// <summary>Step 6: both have their names.</summary>
    public const string ChangesNamed = "changes-named";

    /// <summary>Step 7: the names are on the disk.</summary>
    public const string NamesFlushed = "names-flushed";

    /// <summary>Step 8: the manifest is in a temporary file.</summary>
    public const string ManifestWritten = "manifest-written";

    /// <summary>Step 9: and on the disk.</summary>
    public const string ManifestFlushed = "manifest-flushed";

    /// <summary>Step 10: the manifest has its name. From here on the checkpoint counts, unless the machine itself dies.</summary>
    public const string ManifestNamed = "manifest-named";

    /// <summary>Step 11: its name is on the disk. From here on the checkpoint counts.</summary>
    public const string Committed = "committed";

    /// <summary>Step 12: manifests of checkpoints that are not kept are gone.</summary>
    public const string OldManifestsRemoved = "old-manifests-removed";

    /// <summary>Step 13: and the files that only they named.</summary>
    public const string OldFilesRemoved = "old-files-removed";

    /// <summary>Compaction, step A: the new base is in a temporary file.</summary>
    public const string BaseWritten = "base-written";

    /// <summary>Compaction, step B: and on the disk.</summary>
    public const string BaseFlushed = "base-flushed";

    /// <summary>Compaction, step C: it has its name. The next checkpoint builds on it.</summary>
    public const string BaseNamed = "base-named";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        StateWritten, StateFlushed, ChangesWritten, ChangesFlushed, StateNamed, ChangesNamed, NamesFlushed, ManifestWritten,
        ManifestFlushed, ManifestNamed, Committed, OldManifestsRemoved, OldFilesRemoved, BaseWritten, BaseFlushed, BaseNamed,
    ];
}
