using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace StreamEmbed.Vocabulary;

/// <summary>Ids as bytes and back, the same whatever is in them: UTF-8, and half a surrogate pair as the three bytes that UTF-8 would give its number.</summary>
/// <remarks>
/// That extension is WTF-8 (Simon Sapin, <c>simonsapin.github.io/wtf-8</c>): strings of .NET may hold half a pair, and two different
/// ones must not become one item, as they would with the replacement character.
/// </remarks>
internal static class IdBytes
{
    private const int MostPerChar = 3;
    private const int FirstHalf = 0xD800;
    private const int EndOfHalves = 0xE000;

    /// <summary>Room that is enough for any text of so many characters.</summary>
    public static int MostBytes(int chars) => checked(chars * MostPerChar);

    /// <summary>Writes the bytes of an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="bytes">Has room for <see cref="MostBytes"/>.</param>
    /// <returns>How many there are.</returns>
    public static int Encode(ReadOnlySpan<char> id, Span<byte> bytes)
    {
        for (var written = 0; ;)
        {
            var status = Utf8.FromUtf16(id, bytes[written..], out var read, out var encoded, replaceInvalidSequences: false);
            written += encoded;
            if (status != OperationStatus.InvalidData)
            {
                return written;
            }

            var half = id[read];
            bytes[written++] = (byte)(0xE0 | (half >> 12));
            bytes[written++] = (byte)(0x80 | ((half >> 6) & 0x3F));
            bytes[written++] = (byte)(0x80 | (half & 0x3F));
            id = id[(read + 1)..];
        }
    }

    /// <summary>The id of what <see cref="Encode"/> wrote.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var chars = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                chars.Append(rune.ToString());
            }
            else if (IsHalf(bytes))
            {
                chars.Append((char)(((bytes[0] & 0x0F) << 12) | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F)));
                length = MostPerChar;
            }
            else
            {
                throw new ArgumentException("Not the bytes of an id.", nameof(bytes));
            }

            bytes = bytes[length..];
        }

        return chars.ToString();
    }

    /// <summary>Whether <see cref="Encode"/> writes such bytes for some id.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        var afterFirstHalf = false;
        while (!Utf8.IsValid(bytes))
        {
            var isRune = Rune.DecodeFromUtf8(bytes, out _, out var length) == OperationStatus.Done;
            if (!isRune && !IsHalf(bytes))
            {
                return false;
            }

            // The two halves of a pair are one character of four bytes: as two of three they would be a second form of the same id.
            var isSecondHalf = !isRune && bytes[1] >= 0xB0;
            if (isSecondHalf && afterFirstHalf)
            {
                return false;
            }

            afterFirstHalf = !isRune && !isSecondHalf;
            bytes = bytes[(isRune ? length : MostPerChar)..];
        }

        return true;
    }

    private static bool IsHalf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MostPerChar || bytes[0] >> 4 != 0xE || bytes[1] >> 6 != 0b10 || bytes[2] >> 6 != 0b10)
        {
            return false;
        }

        var number = ((bytes[0] & 0x0F) << 12) | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F);
        return number is >= FirstHalf and < EndOfHalves;
    }
}
