namespace StreamEmbed.Host.VectorFiles;

/// <summary>Ids must not hold what separates them in the file: a reader would see another item, and shifted numbers.</summary>
internal static class WritableId
{
    // What C's scanf and Python's split take for blanks; the null character ends strings in C.
    private const string Blanks = " \t\n\v\f\r\0";
    private const string LineEnds = "\n\r";
    private const string Tabs = "\t\n\r";

    /// <exception cref="VectorFileException">The format cannot hold the id.</exception>
    public static string Check(string id, VectorFileFormat format)
    {
        var (separators, name) = format switch
        {
            VectorFileFormat.Npy => (LineEnds, "a line end"),
            VectorFileFormat.Projector => (Tabs, "a tab or a line end"),
            _ => (Blanks, "a blank or a line end"),
        };
        return id.AsSpan().IndexOfAny(separators) < 0
            ? id
            : throw new VectorFileException($"Item '{id.ReplaceLineEndings("\\n")}' has {name} in its id, which this format cannot hold: {Advice(format)}.");
    }

    private static string Advice(VectorFileFormat format) => format is VectorFileFormat.Word2VecText or VectorFileFormat.Word2VecBinary
        ? "--format npy can"
        : "read the serving topic instead";
}
