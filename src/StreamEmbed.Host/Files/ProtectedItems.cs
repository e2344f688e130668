using System.Text;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Files;

/// <summary>The file of <c>Vocabulary:ProtectedFile</c>: ids of items that are never evicted, one a line.</summary>
internal static class ProtectedItems
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The options with the file's ids; the same options when none is named. For every command that makes a model.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read, or holds something that is no id; the sentence names it.</exception>
    public static StreamEmbedOptions WithProtectedItems(this StreamEmbedOptions options)
    {
        var path = options.Vocabulary.ProtectedFile;
        if (path.Length == 0)
        {
            return options;
        }

        var vocabulary = options.Vocabulary.WithProtected(Read(path, options.Events.MaxIdBytes));
        var faults = string.Join(' ', vocabulary.Faults());
        return faults.Length == 0 ? options with { Vocabulary = vocabulary } : throw new CommandFailedException(faults);
    }

    private static List<string> Read(string path, int maxIdBytes)
    {
        var ids = new List<string>();
        var line = 0;
        try
        {
            foreach (var id in File.ReadLines(path, Utf8))
            {
                line++;
                if (Encoding.UTF8.GetByteCount(id) > maxIdBytes)
                {
                    throw Fault(path, $"line {line} is longer than an id may be, {maxIdBytes} bytes (Events:MaxIdBytes)");
                }

                if (!string.IsNullOrWhiteSpace(id))
                {
                    ids.Add(id.Trim());
                }
            }
        }
        catch (DecoderFallbackException e)
        {
            throw Fault(path, $"what follows line {line} is not UTF-8 text", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Fault(path, e.Message.TrimEnd('.'), e);
        }

        return ids;
    }

    private static CommandFailedException Fault(string path, string what, Exception? inner = null) =>
        new($"Vocabulary:ProtectedFile {path} cannot be used: {what}.", inner);
}
