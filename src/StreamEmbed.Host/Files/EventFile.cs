using System.IO.Compression;
using System.Text;
using StreamEmbed.Events;

namespace StreamEmbed.Host.Files;

/// <summary>A file of recorded events, CSV or JSON lines, plain or gzip, read once from its start in bounded memory.</summary>
/// <remarks>Used by one thread; <see cref="BytesRead"/> may be asked by another.</remarks>
internal sealed class EventFile : IDisposable
{
    private readonly string _path;
    private readonly EventOptions _options;
    private readonly TimeProvider _clock;
    private readonly FileStream _file;
    private readonly bool _isCsv;
    private readonly bool _isGzip;

    private EventFile(string path, FileStream file, bool isCsv, bool isGzip, EventOptions options, TimeProvider clock)
    {
        _path = path;
        _file = file;
        _isCsv = isCsv;
        _isGzip = isGzip;
        _options = options;
        _clock = clock;
    }

    /// <summary>The file as the user named it.</summary>
    public string Name => _path;

    /// <summary>Size of the file as it lies there, compressed or not.</summary>
    public long Bytes => _file.Length;

    /// <summary>How much of <see cref="Bytes"/> was read so far; runs ahead of the events by a buffer.</summary>
    public long BytesRead => _file.Position;

    /// <summary>Opens a file; its name says what it holds: <c>.csv</c>, <c>.jsonl</c> or <c>.ndjson</c>, then perhaps <c>.gz</c>.</summary>
    /// <param name="path">Path as the user gave it; faults name the file so.</param>
    /// <param name="options">JSON field names, event types and the bounds of what is believable.</param>
    /// <param name="clock">Bounds how far ahead event times may be.</param>
    /// <exception cref="EventFileException">The file is not there, or its name does not say what it holds.</exception>
    public static EventFile Open(string path, EventOptions options, TimeProvider clock)
    {
        var isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var extension = Path.GetExtension(isGzip ? path[..^3] : path).ToLowerInvariant();
        if (extension is not (".csv" or ".jsonl" or ".ndjson"))
        {
            throw new EventFileException(path, 0, "the name of a file of events must end with .csv, .jsonl or .ndjson, each perhaps with .gz.");
        }

        try
        {
            return new EventFile(path, File.OpenRead(path), extension == ".csv", isGzip, options, clock);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EventFileException(path, 0, "there is no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EventFileException(path, 0, "the file cannot be opened.", e);
        }
    }

    /// <summary>The events in the file's order, without those of types with weight 0. May be enumerated once.</summary>
    /// <exception cref="EventFileException">While enumerating: a line is no believable event, or the file is damaged.</exception>
    public IEnumerable<FileEvent> Read()
    {
        using var unzipped = _isGzip ? new GZipStream(_file, CompressionMode.Decompress, leaveOpen: true) : null;
        var content = (Stream?)unzipped ?? _file;
        using var events = (_isCsv ? CsvEvents.Read(_path, content, _options, _clock) : JsonLineEvents.Read(_path, content, _options, _clock))
            .GetEnumerator();
        while (MoveNext(events))
        {
            yield return events.Current;
        }
    }

    public void Dispose() => _file.Dispose();

    private bool MoveNext(IEnumerator<FileEvent> events)
    {
        try
        {
            return events.MoveNext();
        }
        catch (InvalidDataException e)
        {
            throw new EventFileException(_path, 0, "the file is no gzip file, or a damaged one.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new EventFileException(_path, 0, "the file is not UTF-8 text.", e);
        }
        catch (IOException e)
        {
            throw new EventFileException(_path, 0, "the file cannot be read to its end.", e);
        }
    }
}
