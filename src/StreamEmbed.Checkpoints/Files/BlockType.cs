namespace StreamEmbed.Checkpoints.Files;

/// <summary>What a block of a file is. The numbers are in the files.</summary>
internal enum BlockType : byte
{
    /// <summary>Content of the part that goes on.</summary>
    Data = 1,

    /// <summary>The parts of the file: its last block.</summary>
    Index = 2,
}
