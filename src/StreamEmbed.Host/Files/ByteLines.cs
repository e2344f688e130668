namespace StreamEmbed.Host.Files;

/// <summary>Cuts a stream into lines without holding more than one line and a buffer.</summary>
/// <param name="content">UTF-8 text, perhaps with a byte-order mark; lines end with LF or CRLF, the last one perhaps with nothing.</param>
/// <param name="longest">Bytes of the longest line that is handed out whole.</param>
internal sealed class ByteLines(Stream content, int longest)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The line without its end; valid until the next call of <see cref="MoveNext"/>.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line is longer than allowed: then <see cref="Current"/> is only its start, and reading must stop.</summary>
    public bool IsTooLong { get; private set; }

    public bool MoveNext()
    {
        var searched = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return Take(searched + end, next: 1);
            }

            searched = _end - _start;
            if (searched > longest || (_isAtEnd && searched > 0))
            {
                return Take(searched, next: 0);
            }

            if (_isAtEnd)
            {
                return false;
            }

            Fill();
        }
    }

    private bool Take(int length, int next)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + next;
        Number++;
        if (Number == 1 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        IsTooLong = line.Length > longest;
        Current = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        return true;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = content.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isAtEnd = read == 0;
    }
}
