using System.Numerics;
using StreamEmbed.Randomness;
using StreamEmbed.State;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>Where a new item starts: among the items that it was first seen with, or near zero. Single owner.</summary>
internal sealed unsafe class StartVectors
{
    // More neighbours do not move the mean, and a session may have thousands.
    public const int MostNeighbours = 50;

    private readonly EmbeddingTable _table;
    private readonly SeededRandom _random;
    private readonly float[] _inputMean;
    private readonly float[] _contextMean;
    // History read in order: the first session of an item says less than chance does (share of own-topic neighbours 0.69
    // from near zero, 0.60 from the mean). In a stream that replays it is the other way round.
    private readonly bool _useNeighbours;

    public StartVectors(TrainingSettings settings, EmbeddingTable table)
    {
        _table = table;
        _useNeighbours = settings.Bounded;
        _random = new SeededRandom(settings.Seed, RandomStream.Start);
        _inputMean = new float[table.Width];
        _contextMean = new float[table.Width];
    }

    /// <summary>Whether the last neighbours taken have a mean.</summary>
    public bool HasNeighbours { get; private set; }

    /// <summary>Takes the mean of a session's trained rows as the start of those placed next.</summary>
    /// <param name="rows">Rows of a session; negative ones are items without a row.</param>
    /// <returns><see cref="HasNeighbours"/>.</returns>
    public bool TakeNeighbours(ReadOnlySpan<int> rows)
    {
        Array.Clear(_inputMean);
        Array.Clear(_contextMean);
        var neighbours = 0;
        foreach (var row in rows)
        {
            if (_useNeighbours && row >= 0 && neighbours < MostNeighbours && _table.Header(row).Vector == RowVector.Trained)
            {
                neighbours++;
                Add(_table.Input(row), _inputMean);
                Add(_table.Context(row), _contextMean);
            }
        }

        HasNeighbours = neighbours > 0;
        if (HasNeighbours)
        {
            Scale(_inputMean, 1f / neighbours);
            Scale(_contextMean, 1f / neighbours);
        }

        return HasNeighbours;
    }

    /// <summary>Starts to fetch the rows that <see cref="TakeNeighbours"/> will read.</summary>
    public void Prefetch(ReadOnlySpan<int> rows)
    {
        if (!_useNeighbours)
        {
            return;
        }

        foreach (var row in rows[..Math.Min(rows.Length, MostNeighbours)])
        {
            if (row >= 0)
            {
                Prefetching.Request(_table.Input(row), 2 * _table.Width * sizeof(float));
            }
        }
    }

    /// <summary>Writes the start of a row over what it holds: the neighbours' mean, the input side with word2vec's ±½ / dimension of noise.</summary>
    public void Place(int row)
    {
        var input = _table.Input(row);
        var seed = new Vector<uint>((uint)_random.NextUInt64());
        var scale = new Vector<float>(1f / (1 << 24) / _table.Dimension);
        var half = new Vector<float>(0.5f / _table.Dimension);
        for (var d = 0; d < _table.Width; d += Vector<float>.Count)
        {
            var bits = Mixed(seed + (Vector.Create((uint)d) + Vector<uint>.Indices)) >> 8;
            var noise = (Vector.ConvertToSingle(bits.As<uint, int>()) * scale) - half;
            Vector.Store(new Vector<float>(_inputMean, d) + noise, input + d);
        }

        // The padding stays zero.
        new Span<float>(input + _table.Dimension, _table.Width - _table.Dimension).Clear();
        _contextMean.CopyTo(new Span<float>(_table.Context(row), _table.Width));
    }

    /// <summary>Writes a start without neighbours.</summary>
    public void PlaceAlone(int row)
    {
        TakeNeighbours([]);
        Place(row);
    }

    public void Save(StateWriter state) => _random.Save(state);

    /// <exception cref="StateFormatException">It is damaged.</exception>
    public void Restore(StateReader state) => _random.Restore(state);

    private static void Add(float* row, float[] sum)
    {
        for (var d = 0; d < sum.Length; d += Vector<float>.Count)
        {
            (new Vector<float>(sum, d) + Vector.Load(row + d)).CopyTo(sum, d);
        }
    }

    private static void Scale(float[] vector, float factor)
    {
        for (var d = 0; d < vector.Length; d += Vector<float>.Count)
        {
            (new Vector<float>(vector, d) * factor).CopyTo(vector, d);
        }
    }

    // Numbers that follow one another become random ones, all of a vector at once: a generator with a state gives one after the other.
    // Two multiplications, three shifts (Wellons 2018, "Prospecting for Hash Functions", lowbias32).
    private static Vector<uint> Mixed(Vector<uint> x)
    {
        x = (x ^ (x >> 16)) * 0x7FEB352Du;
        x = (x ^ (x >> 15)) * 0x846CA68Bu;
        return x ^ (x >> 16);
    }
}
