using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using StreamEmbed.Sessions;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Events;

/// <summary>Finds the string of an id by the id's UTF-8 bytes, so that an id seen lately costs no new string.</summary>
/// <remarks>
/// Saves more than the making of strings: sessions and histories keep the ids of their events, and a string for each event
/// would have to be carried through the garbage collector's generations; and equal ids that are one string need not be read to be
/// found equal. Bounded: beyond the most that are kept, a new id takes the place of another, which costs a string the next time but
/// changes no result; ids of more than 64 bytes are never kept. Single owner.
/// </remarks>
internal sealed class IdStrings
{
    private const int LongestBytes = 64;

    // Places that an id may have, next to each other: their hashes are compared at once.
    private const int Window = 8;

    private readonly int _most;

    // No id has hash 0: that is an empty place.
    private uint[] _hashes = new uint[256];
    private string[] _ids = new string[256];

    /// <param name="most">Most ids to keep, a power of two of at least 256; 12 bytes each beside the string.</param>
    public IdStrings(int most = 1 << 18) => _most = most;

    /// <summary>The hash by which an id is found.</summary>
    public static uint HashOf(ReadOnlySpan<byte> utf8) => Math.Max(1, StableHash.Of(utf8));

    /// <summary>The id as a string.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    public string Of(ReadOnlySpan<byte> utf8) => Of(utf8, HashOf(utf8));

    /// <summary>The id as a string.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <param name="hash">Its hash.</param>
    public string Of(ReadOnlySpan<byte> utf8, uint hash)
    {
        if (utf8.Length > LongestBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var window = WindowOf(hash, _ids.Length);
        for (var alike = Alike(_hashes, window, hash); alike != 0; alike &= alike - 1)
        {
            var known = _ids[window + BitOperations.TrailingZeroCount(alike)];
            if (IsSame(known, utf8))
            {
                return known;
            }
        }

        var id = Encoding.UTF8.GetString(utf8);
        Keep(id, hash);
        return id;
    }

    /// <summary>Asks for the memory that <see cref="Of(ReadOnlySpan{byte}, uint)"/> reads first.</summary>
    public void Prefetch(uint hash)
    {
        var window = WindowOf(hash, _ids.Length);
        CacheHint.Fetch(in _hashes[window]);
        CacheHint.Fetch(in _ids[window]);
        CacheHint.Fetch(in _ids[window + Window - 1]);
    }

    /// <summary>Asks for the memory that it reads next, the string that it will most likely find.</summary>
    public void PrefetchString(uint hash)
    {
        var window = WindowOf(hash, _ids.Length);
        if (Alike(_hashes, window, hash) is not 0 and var alike)
        {
            CacheHint.Fetch(_ids[window + BitOperations.TrailingZeroCount(alike)]);
        }
    }

    private static int WindowOf(uint hash, int places) => (int)(hash & (uint)(places - 1)) & -Window;

    /// <summary>A bit for each place of the window that has this hash.</summary>
    private static uint Alike(uint[] hashes, int window, uint hash)
    {
        var places = hashes.AsSpan(window, Window);
        return Vector256.Equals(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(places)), Vector256.Create(hash)).ExtractMostSignificantBits();
    }

    private static bool IsSame(string id, ReadOnlySpan<byte> utf8)
    {
        if (Ascii.Equals(utf8, id))
        {
            return true;
        }

        Span<char> chars = stackalloc char[LongestBytes];
        return id.AsSpan().SequenceEqual(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
    }

    private static bool TryPut(uint[] hashes, string[] ids, string id, uint hash)
    {
        var window = WindowOf(hash, ids.Length);
        var empty = Alike(hashes, window, 0);
        if (empty == 0)
        {
            return false;
        }

        var place = window + BitOperations.TrailingZeroCount(empty);
        (hashes[place], ids[place]) = (hash, id);
        return true;
    }

    private void Keep(string id, uint hash)
    {
        while (!TryPut(_hashes, _ids, id, hash))
        {
            if (_ids.Length >= _most)
            {
                // The upper bits choose whose place it is: the lower ones are alike in all ids of a window.
                var place = WindowOf(hash, _ids.Length) + (int)(hash >> 29);
                (_hashes[place], _ids[place]) = (hash, id);
                return;
            }

            Grow();
        }
    }

    private void Grow()
    {
        var (hashes, ids) = (new uint[2 * _hashes.Length], new string[2 * _ids.Length]);
        for (var place = 0; place < _ids.Length; place++)
        {
            if (_hashes[place] != 0)
            {
                // A window's ids go into two windows: there is room for each.
                TryPut(hashes, ids, _ids[place], _hashes[place]);
            }
        }

        (_hashes, _ids) = (hashes, ids);
    }
}
