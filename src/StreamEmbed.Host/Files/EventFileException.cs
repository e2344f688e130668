namespace StreamEmbed.Host.Files;

/// <summary>A file of events cannot be read; the message is a sentence that names file and line.</summary>
internal sealed class EventFileException : Exception
{
    /// <param name="file">The file as the user named it.</param>
    /// <param name="line">Line from 1; 0 when the fault belongs to no line.</param>
    /// <param name="fault">A sentence about what is wrong there.</param>
    public EventFileException(string file, long line, string fault, Exception? inner = null)
        : base(line > 0 ? $"{file}, line {line}: {fault}" : $"{file}: {fault}", inner)
    {
        Line = line;
    }

    public long Line { get; }
}
