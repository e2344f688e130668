using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>A copy of a session's line, cut into ids, between its arrival and its training. Used again and again. Single owner.</summary>
internal sealed class PendingLine
{
    // Behind the text: whole vectors are read from any place in it.
    private const int Room = 32;

    private byte[] _text = new byte[1024];
    private Token[] _tokens = new Token[64];
    private int[] _rows = new int[64];
    private int[] _generations = new int[64];

    /// <summary>Ids of the line; 0 when it waits for nothing.</summary>
    public int Count { get; private set; }

    /// <summary>Event time, Unix milliseconds.</summary>
    public long TimeMs { get; private set; }

    /// <summary>Whether there are two different ids.</summary>
    public bool Trains { get; private set; }

    public ReadOnlySpan<Token> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>The ids' rows as they were looked up, -1 for those not known then.</summary>
    public Span<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>Generations of the rows.</summary>
    public Span<int> Generations => _generations.AsSpan(0, Count);

    public ReadOnlySpan<byte> Id(in Token token) => _text.AsSpan(token.At, token.Key.Length);

    /// <summary>Takes a line.</summary>
    /// <exception cref="FormatException">An id is too long or not UTF-8; nothing was taken.</exception>
    public void Take(ReadOnlySpan<byte> line, long timeMs, int longestId)
    {
        Count = 0;
        TimeMs = timeMs;
        if (_text.Length < line.Length + Room)
        {
            _text = new byte[2 * (line.Length + Room)];
        }

        line.CopyTo(_text);
        _text.AsSpan(line.Length, Room).Fill((byte)' ');
        var count = Split(line.Length, longestId);
        if (!Utf8.IsValid(line))
        {
            throw new FormatException($"id {1 + IndexOfInvalid(count)} is not UTF-8 text.");
        }

        Count = count;
        Trains = HasTwo();
    }

    /// <summary>Says that the line was trained.</summary>
    public void Clear() => Count = 0;

    private int Split(int length, int longestId)
    {
        var count = 0;
        var start = 0;
        ref var text = ref MemoryMarshal.GetArrayDataReference(_text);
        // The blanks behind the text end its last id.
        for (var at = 0; at <= length; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref text, (nuint)at);
            var blanks = (Vector256.Equals(bytes, Vector256.Create((byte)' ')) | Vector256.Equals(bytes, Vector256.Create((byte)'\t')))
                .ExtractMostSignificantBits();
            for (; blanks != 0; blanks &= blanks - 1)
            {
                var end = at + BitOperations.TrailingZeroCount(blanks);
                if (end > start)
                {
                    if (end - start > longestId)
                    {
                        throw new FormatException($"id {count + 1} is longer than {longestId} bytes.");
                    }

                    if (count == _tokens.Length)
                    {
                        Grow();
                    }

                    _tokens[count++] = new Token(start, Utf8RowIndex.KeyOf(_text.AsSpan(start), end - start));
                }

                start = end + 1;
            }
        }

        return count;
    }

    private bool HasTwo()
    {
        for (var i = 1; i < Count; i++)
        {
            if (_tokens[i].Key != _tokens[0].Key || !Id(_tokens[i]).SequenceEqual(Id(_tokens[0])))
            {
                return true;
            }
        }

        return false;
    }

    // A blank is no part of a longer character, so a text is valid exactly if all of its ids are.
    private int IndexOfInvalid(int count)
    {
        var index = 0;
        while (index < count - 1 && Utf8.IsValid(Id(_tokens[index])))
        {
            index++;
        }

        return index;
    }

    private void Grow()
    {
        Array.Resize(ref _tokens, 2 * _tokens.Length);
        Array.Resize(ref _rows, _tokens.Length);
        Array.Resize(ref _generations, _tokens.Length);
    }

    /// <summary>An id: where it begins in the text, and what it is known by.</summary>
    internal readonly record struct Token(int At, Utf8RowIndex.Key Key);
}
