using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace StreamEmbed.Events;

/// <summary>One JSON value as its bytes stand in the record, read only when it is asked for.</summary>
/// <remarks>
/// The bytes are one token that <see cref="Utf8JsonReader"/> has accepted, or empty when the field is absent, so the first
/// byte tells the kind. Of an object or array only the opening bracket is kept: no field of an event may be one.
/// </remarks>
internal readonly ref struct JsonScalar(ReadOnlySpan<byte> token)
{
    /// <summary>An escaped UTF-8 byte takes at most six bytes: <c>\u0041</c>.</summary>
    private const int LongestEscape = 6;

    private static readonly SearchValues<byte> IntegerBytes = SearchValues.Create("-0123456789"u8);

    private readonly ReadOnlySpan<byte> _token = token;

    /// <summary>The bytes as they stand in the record.</summary>
    public ReadOnlySpan<byte> Token => _token;

    /// <summary>Absent and <c>null</c> say the same: nothing is known.</summary>
    public bool IsAbsent => _token.IsEmpty || _token[0] == (byte)'n';

    public bool IsText => !_token.IsEmpty && _token[0] == (byte)'"';

    public bool IsNumber => !_token.IsEmpty && (_token[0] == (byte)'-' || char.IsAsciiDigit((char)_token[0]));

    public bool IsInteger => IsNumber && !_token.ContainsAnyExcept(IntegerBytes);

    /// <summary>The token for messages, cut to a length that people read.</summary>
    public string Shown => _token.Length <= 48 ? Encoding.UTF8.GetString(_token) : Encoding.UTF8.GetString(_token[..45]) + "...";

    /// <summary>Whether the text takes more than so many UTF-8 bytes for certain, told without decoding it.</summary>
    public bool IsSurelyLongerThan(int bytes) => _token.Length - 2 > (long)bytes * (IsEscaped ? LongestEscape : 1);

    /// <summary>Whether the value is this text.</summary>
    public bool TextEquals(ReadOnlySpan<byte> utf8)
    {
        if (TryPlainText(out var plain))
        {
            return plain.SequenceEqual(utf8);
        }

        return TryText(out var text) && text == Encoding.UTF8.GetString(utf8);
    }

    /// <summary>The text's bytes, or an integer's digits, where they stand for themselves.</summary>
    /// <returns>False when there are escapes.</returns>
    public bool TryPlainText(out ReadOnlySpan<byte> utf8)
    {
        utf8 = IsText ? _token[1..^1] : _token;
        return !IsText || !IsEscaped;
    }

    /// <summary>Decodes the text, or takes an integer by its digits.</summary>
    /// <returns>False when an escape stands for half a surrogate pair, which is no character.</returns>
    public bool TryText([NotNullWhen(true)] out string? text)
    {
        if (TryPlainText(out var utf8))
        {
            text = Encoding.UTF8.GetString(utf8);
            return true;
        }

        var reader = Reopened();
        try
        {
            text = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            text = null;
        }

        return text is not null;
    }

    /// <summary>Reads a whole number; one beyond 64 bits becomes the nearest that fits.</summary>
    public bool TryInteger(out long value)
    {
        if (Utf8Parser.TryParse(_token, out value, out int consumed) && consumed == _token.Length)
        {
            return true;
        }

        // Some writers put large whole numbers as 1.7E12 or 1700000000000.0.
        if (Utf8Parser.TryParse(_token, out double number, out consumed) && consumed == _token.Length && double.IsInteger(number))
        {
            value = long.CreateSaturating(number);
            return true;
        }

        return false;
    }

    /// <summary>Reads ISO 8601 (extended form) as Unix milliseconds; a time without a zone is taken as UTC.</summary>
    public bool TryIsoTime(out long timeMs)
    {
        timeMs = 0;
        var reader = Reopened();
        try
        {
            // Only DateTime tells whether a zone was given, and only DateTimeOffset is free of this machine's own zone.
            if (!reader.TryGetDateTime(out var time))
            {
                return false;
            }

            if (time.Kind == DateTimeKind.Unspecified)
            {
                timeMs = new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds();
                return true;
            }

            if (reader.TryGetDateTimeOffset(out var zoned))
            {
                timeMs = zoned.ToUnixTimeMilliseconds();
                return true;
            }

            return false;
        }
        catch (InvalidOperationException)
        {
            return false; // half a surrogate pair, as in TryText
        }
    }

    private bool IsEscaped => _token.Contains((byte)'\\');

    private Utf8JsonReader Reopened()
    {
        var reader = new Utf8JsonReader(_token);
        reader.Read();
        return reader;
    }
}
