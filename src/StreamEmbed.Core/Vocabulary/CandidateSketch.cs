using System.Numerics;
using StreamEmbed.State;

namespace StreamEmbed.Vocabulary;

/// <summary>Counts ids that have no row yet, in fixed memory, however many there are. Single owner.</summary>
/// <remarks>
/// A count-min sketch (Cormode and Muthukrishnan 2005) with conservative update (Estan and Varghese 2002): four counters
/// an id, of which only the smallest rise, so an id is never counted too low, and too high only where all four are shared.
/// After ten additions a counter all are halved (the ageing of TinyLFU, Einziger, Friedman and Manes 2017): ids that
/// came once long ago do not pile up until each new id looks frequent.
/// </remarks>
internal sealed class CandidateSketch
{
    private const int Depth = 4;
    private const int AdditionsPerCounter = 10;

    private readonly uint[] _counters;
    private readonly int _mask;
    private readonly int _rowLength;
    private long _additions;

    /// <param name="countersPerRow">Counters in each of the four rows, rounded up to a power of two: as many as ids live between two halvings.</param>
    public CandidateSketch(int countersPerRow)
    {
        _rowLength = (int)BitOperations.RoundUpToPowerOf2((uint)countersPerRow);
        _mask = _rowLength - 1;
        _counters = new uint[Depth * _rowLength];
    }

    /// <summary>Counts an id once more and returns its count.</summary>
    public int Add(ReadOnlySpan<char> id)
    {
        // Two hashes make all four places (Kirsch and Mitzenmacher 2008). The second is taken from the upper half of a product:
        // its low bits then depend on all bits of the first, and ids that share one place do not share the others.
        var hash = StableHash.Of(id);
        var step = (uint)((hash * 0x9E3779B97F4A7C15UL) >> 32) | 1;

        var count = uint.MaxValue;
        for (var row = 0; row < Depth; row++)
        {
            count = Math.Min(count, Counter(row, hash, step));
        }

        count++;
        for (var row = 0; row < Depth; row++)
        {
            ref var counter = ref Counter(row, hash, step);
            counter = Math.Max(counter, count);
        }

        if (++_additions >= (long)AdditionsPerCounter * _rowLength)
        {
            Halve();
        }

        return (int)Math.Min(count, int.MaxValue);
    }

    public void Save(StateWriter state)
    {
        state.WriteInt64(_additions);
        state.WriteValues<uint>(_counters);
    }

    /// <exception cref="StateFormatException">It is of a sketch of another size, or damaged.</exception>
    public void Restore(StateReader state)
    {
        _additions = state.ReadInt64();
        state.ReadValues<uint>(_counters);
    }

    private ref uint Counter(int row, uint hash, uint step) =>
        ref _counters[(row * _rowLength) + (int)((hash + ((uint)row * step)) & (uint)_mask)];

    private void Halve()
    {
        _additions /= 2;
        foreach (ref var counter in _counters.AsSpan())
        {
            counter /= 2;
        }
    }
}
