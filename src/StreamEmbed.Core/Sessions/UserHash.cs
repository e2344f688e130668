using System.Runtime.InteropServices;
using StreamEmbed.Events;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Sessions;

/// <summary>The hash by which users are found.</summary>
/// <remarks>
/// The mixing step of <see cref="StableHash"/>, but with secrets that differ from process to process, so that a flood of ids chosen to
/// collide has nothing to aim at. That is no fault here: nothing ever sees the order of the table.
/// </remarks>
internal static class UserHash
{
    // The runtime's own hash of a string is keyed by a number drawn at the start of the process.
    private static readonly ulong FirstSecret = StableHash.FirstSecret ^ Drawn("first") ^ (Drawn("second") << 32);
    private static readonly ulong SecondSecret = (StableHash.SecondSecret ^ Drawn("third") ^ (Drawn("fourth") << 32)) | 1;

    public static uint Of(string user)
    {
        var bytes = MemoryMarshal.AsBytes(user.AsSpan());
        var hash = FirstSecret ^ (ulong)bytes.Length;
        if (bytes.Length >= sizeof(ulong))
        {
            // The last eight bytes are read whole, so that some are read twice, instead of the rest one by one.
            var last = MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..]);
            while (bytes.Length > sizeof(ulong))
            {
                hash = StableHash.Fold(hash ^ MemoryMarshal.Read<ulong>(bytes), SecondSecret);
                bytes = bytes[sizeof(ulong)..];
            }

            hash = StableHash.Fold(hash ^ last, SecondSecret);
        }
        else
        {
            foreach (var character in user)
            {
                hash = StableHash.Fold(hash ^ character, SecondSecret);
            }
        }

        hash = StableHash.Fold(hash, FirstSecret);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Drawn(string what) => (uint)new UserId(what).GetHashCode();
}
