namespace StreamEmbed.Checkpoints.Files;

/// <summary>What a file of a checkpoint holds. The numbers are in the files.</summary>
public enum StateFileKind
{
    /// <summary>Names the other files of a checkpoint.</summary>
    Manifest = 1,

    /// <summary>Sections, whole.</summary>
    State = 2,

    /// <summary>What changed in tables since the checkpoint before.</summary>
    Changes = 3,

    /// <summary>Tables, whole.</summary>
    Base = 4,
}
