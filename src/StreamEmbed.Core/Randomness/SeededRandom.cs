using System.Numerics;
using System.Runtime.CompilerServices;
using StreamEmbed.State;

namespace StreamEmbed.Randomness;

/// <summary>Random numbers that are the same for the same seed on every machine and every version of .NET.</summary>
/// <remarks>
/// xoshiro256++ (Blackman and Vigna 2021, "Scrambled Linear Pseudorandom Number Generators"), its state filled by
/// SplitMix64 as its authors advise. Single owner. Not for secrets.
/// </remarks>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts one of the sequences of a seed.</summary>
    /// <param name="seed">Chooses all sequences of a run.</param>
    /// <param name="stream">Chooses one of them, so that one use of randomness does not shift another.</param>
    public SeededRandom(long seed, int stream = 0)
    {
        var state = unchecked((ulong)seed + ((ulong)stream * 0xD1B54A32D192ED03UL));
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number in [0, <paramref name="limit"/>), each equally likely; <paramref name="limit"/> is at least 1.</summary>
    /// <remarks>Lemire 2019, "Fast Random Integer Generation in an Interval": a division only in the rare rejected case.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt(int limit)
    {
        var range = (uint)limit;
        var product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            product = RejectBiased(product, range);
        }

        return (int)(product >> 32);
    }

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [0, 1), a multiple of 2⁻²⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Saves where the sequence stands.</summary>
    public void Save(StateWriter state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.WriteUInt64(_s0);
        state.WriteUInt64(_s1);
        state.WriteUInt64(_s2);
        state.WriteUInt64(_s3);
    }

    /// <summary>Goes on where a saved sequence stood.</summary>
    /// <exception cref="StateFormatException">No sequence was ever there.</exception>
    public void Restore(StateReader state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _s0 = state.ReadUInt64();
        _s1 = state.ReadUInt64();
        _s2 = state.ReadUInt64();
        _s3 = state.ReadUInt64();
        if ((_s0 | _s1 | _s2 | _s3) == 0)
        {
            throw state.Wrong("holds a random state of zeros, which gives nothing but zeros");
        }
    }

    private ulong RejectBiased(ulong product, uint range)
    {
        var threshold = unchecked(0u - range) % range;
        while ((uint)product < threshold)
        {
            product = (NextUInt64() >> 32) * range;
        }

        return product;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
