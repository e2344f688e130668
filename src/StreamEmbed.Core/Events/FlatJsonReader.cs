using System.Buffers;

namespace StreamEmbed.Events;

/// <summary>
/// Reads objects as nearly all clicks are: no value inside another, no escapes, numbers whole. A few times faster than the general
/// reader, to which it leaves everything else, so it need not know what is wrong with a value.
/// </summary>
/// <remarks>What it reads, <see cref="JsonObjectReader"/> reads too and finds the same; a test compares them.</remarks>
internal ref struct FlatJsonReader
{
    // What ends a string or makes it less than plain: the quote, escapes, and the bytes that JSON forbids in strings.
    private static readonly SearchValues<byte> EndOfPlainText = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(control => (byte)control)]);

    private readonly ReadOnlySpan<byte> _value;
    private int _at;

    private FlatJsonReader(ReadOnlySpan<byte> value) => _value = value;

    /// <summary>Reads a value if it is of the simple form.</summary>
    /// <param name="value">Valid UTF-8.</param>
    /// <returns>False when the general reader must look at it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, EventFieldNames names, out EventFields fields)
    {
        var reader = new FlatJsonReader(value);
        var isRead = reader.TryReadObject(names, out var read);
        fields = read;
        return isRead;
    }

    private bool TryReadObject(EventFieldNames names, out EventFields fields)
    {
        fields = default;
        if (!TryTake((byte)'{'))
        {
            return false;
        }

        do
        {
            if (!TryText(out var name) || !TryTake((byte)':') || !TryScalar(out var token))
            {
                return false;
            }

            fields.Set(names.Of(name[1..^1]), token);
        }
        while (TryTake((byte)','));

        return TryTake((byte)'}') && Peek() == -1;
    }

    private bool TryScalar(out ReadOnlySpan<byte> token)
    {
        token = default;
        return Peek() switch
        {
            '"' => TryText(out token),
            '-' or (>= '0' and <= '9') => TryInteger(out token),
            'n' => TryLiteral("null"u8, out token),
            't' => TryLiteral("true"u8, out token),
            'f' => TryLiteral("false"u8, out token),
            _ => false,
        };
    }

    /// <summary>A string with its quotes.</summary>
    private bool TryText(out ReadOnlySpan<byte> token)
    {
        token = default;
        if (Peek() != '"')
        {
            return false;
        }

        var length = _value[(_at + 1)..].IndexOfAny(EndOfPlainText);
        if (length < 0 || _value[_at + 1 + length] != '"')
        {
            return false;
        }

        token = _value.Slice(_at, length + 2);
        _at += token.Length;
        return true;
    }

    private bool TryInteger(out ReadOnlySpan<byte> token)
    {
        var first = _value[_at] == '-' ? _at + 1 : _at;
        var end = first;
        while (end < _value.Length && char.IsAsciiDigit((char)_value[end]))
        {
            end++;
        }

        token = _value[_at..end];
        _at = end;
        // A fraction or an exponent is no comma and no bracket, so that the object ends the attempt.
        return end - first == 1 || (end > first && _value[first] != '0');
    }

    private bool TryLiteral(ReadOnlySpan<byte> literal, out ReadOnlySpan<byte> token)
    {
        token = default;
        if (!_value[_at..].StartsWith(literal))
        {
            return false;
        }

        // The value's own bytes, as every token: where a field stands can then be told.
        token = _value.Slice(_at, literal.Length);
        _at += literal.Length;
        return true;
    }

    private bool TryTake(byte expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>The next byte after white space, or -1 at the end.</summary>
    private int Peek()
    {
        for (; _at < _value.Length; _at++)
        {
            if (_value[_at] is var next && next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return next;
            }
        }

        return -1;
    }
}
