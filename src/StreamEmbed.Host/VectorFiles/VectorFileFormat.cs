namespace StreamEmbed.Host.VectorFiles;

/// <summary>The form of a file of vectors.</summary>
public enum VectorFileFormat
{
    /// <summary>A line with count and dimension, then a line for each item: the id and its numbers, between blanks.</summary>
    Word2VecText,

    /// <summary>The same line, then for each item: the id, a blank, little-endian 32-bit floats, a line feed.</summary>
    Word2VecBinary,

    /// <summary>NumPy's array file, float32[items × dimension], and the ids in a text file beside it.</summary>
    Npy,

    /// <summary>Two tab-separated files for the embedding projector: vectors, and ids with counts.</summary>
    Projector,
}
