using System.IO.Compression;
using StreamEmbed.Host.Files;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Training;

/// <summary>A text file with one session a line, ids between blanks; with the name ending .gz, compressed.</summary>
/// <param name="path">The file as the user named it.</param>
/// <param name="longestId">Bytes of the longest id allowed.</param>
/// <param name="timeMs">The event time of all sessions: the file gives none, and items must not seem long unseen to whoever goes on from here.</param>
internal sealed class SessionHistory(string path, int longestId, long timeMs) : IHistory
{
    private const int LongestLine = 16 << 20;
    private const int LinesATurn = 256;

    private SessionLines? _lines;

    public long Sessions { get; private set; }

    public long Items { get; private set; }

    public long Bytes { get; } = File.Exists(path) ? new FileInfo(path).Length : throw new EventFileException(path, 0, "there is no such file.");

    public long BytesRead { get; private set; }

    public void Train(ItemEmbeddings model, int epoch, Action moved, CancellationToken stopping)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var unzipped = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : null;
        var lines = new ByteLines((Stream?)unzipped ?? file, LongestLine);
        _lines ??= new SessionLines(model);
        _lines.IsFirstEpoch = epoch == 0;
        try
        {
            while (lines.MoveNext())
            {
                if (lines.IsTooLong)
                {
                    throw new EventFileException(path, lines.Number, $"the line has more than {LongestLine:N0} bytes.");
                }

                _lines.Enqueue(lines.Current.Span, timeMs, longestId);
                if (lines.Number % LinesATurn == 0)
                {
                    stopping.ThrowIfCancellationRequested();
                    BytesRead = file.Position;
                    moved();
                }
            }
        }
        catch (FormatException e)
        {
            throw new EventFileException(path, lines.Number, e.Message, e);
        }
        catch (InvalidDataException e)
        {
            throw new EventFileException(path, 0, "the file is no gzip file, or a damaged one.", e);
        }

        _lines.Flush();
        if (epoch == 0)
        {
            (Sessions, Items) = (_lines.Sessions, _lines.Items);
        }
    }

    public void Remember(UserHistories users, CancellationToken stopping)
    {
        // Lines of sessions do not say whose they are.
    }
}
