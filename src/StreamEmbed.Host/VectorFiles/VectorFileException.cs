namespace StreamEmbed.Host.VectorFiles;

/// <summary>A file of vectors cannot be read or written; the message is one sentence that names the place.</summary>
internal sealed class VectorFileException(string message, Exception? inner = null) : Exception(message, inner);
