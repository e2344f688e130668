using System.Text;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Events;

/// <summary>Finds the string of an id by the id's UTF-8 bytes, so that an id seen lately costs no new string.</summary>
/// <remarks>
/// Saves more than the making of strings: sessions and histories keep the ids of their events, and a string for each event
/// would have to be carried through the garbage collector's generations. Bounded: at most 262,144 ids of at most 64 bytes are
/// kept; beyond that a new id takes the place of another, which costs a string the next time but changes no result. Single owner.
/// </remarks>
internal sealed class IdStrings
{
    private const int LongestBytes = 64;
    private const int MostPlaces = 1 << 18;

    // Places that an id may have, next to each other: two cache lines.
    private const int Window = 8;

    private Place[] _places = new Place[256];

    /// <summary>The id as a string.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = StableHash.Of(utf8);
        foreach (ref readonly var place in WindowOf(_places, hash))
        {
            if (place.Id is null)
            {
                break;
            }

            if (place.Hash == hash && IsSame(place.Id, utf8))
            {
                return place.Id;
            }
        }

        var id = Encoding.UTF8.GetString(utf8);
        Keep(new Place { Id = id, Hash = hash });
        return id;
    }

    private static Span<Place> WindowOf(Place[] places, uint hash) =>
        places.AsSpan((int)(hash & (uint)(places.Length - 1)) & -Window, Window);

    private static bool IsSame(string id, ReadOnlySpan<byte> utf8)
    {
        if (Ascii.Equals(utf8, id))
        {
            return true;
        }

        Span<char> chars = stackalloc char[LongestBytes];
        return id.AsSpan().SequenceEqual(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
    }

    private static bool TryPut(Place[] places, Place added)
    {
        foreach (ref var place in WindowOf(places, added.Hash))
        {
            if (place.Id is null)
            {
                place = added;
                return true;
            }
        }

        return false;
    }

    private void Keep(Place added)
    {
        while (!TryPut(_places, added))
        {
            if (_places.Length == MostPlaces)
            {
                // The upper bits choose whose place it is: the lower ones are alike in all ids of a window.
                WindowOf(_places, added.Hash)[(int)(added.Hash >> 29)] = added;
                return;
            }

            Grow();
        }
    }

    private void Grow()
    {
        var larger = new Place[2 * _places.Length];
        foreach (var place in _places)
        {
            if (place.Id is not null)
            {
                // A window's ids go into two windows: there is room for each.
                TryPut(larger, place);
            }
        }

        _places = larger;
    }

    private struct Place
    {
        public string? Id;
        public uint Hash;
    }
}
