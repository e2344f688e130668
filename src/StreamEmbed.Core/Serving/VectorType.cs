namespace StreamEmbed.Serving;

/// <summary>How exactly the numbers of a published vector are kept.</summary>
#pragma warning disable CA1720 // The names are those of the encodings, which options and headers say too.
public enum VectorType
{
    /// <summary>As trained: 4 bytes a number.</summary>
    Float32,

    /// <summary>2 bytes a number; each is off by at most 1/2048 of itself, or 3e-8 if that is more.</summary>
    Float16,

    /// <summary>1 byte a number; each is off by at most 1/127 of the vector's largest.</summary>
    Int8,
}
