using StreamEmbed.Randomness;
using StreamEmbed.State;

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
        _inputMean = new float[table.Dimension];
        _contextMean = new float[table.Dimension];
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

    /// <summary>Writes the start of a row over what it holds: the neighbours' mean, the input side with word2vec's ±½ / dimension of noise.</summary>
    public void Place(int row)
    {
        var input = new Span<float>(_table.Input(row), _table.Dimension);
        for (var d = 0; d < input.Length; d++)
        {
            input[d] = _inputMean[d] + ((_random.NextSingle() - 0.5f) / input.Length);
        }

        var context = new Span<float>(_table.Context(row), _table.Dimension);
        _contextMean.CopyTo(context);
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
        for (var d = 0; d < sum.Length; d++)
        {
            sum[d] += row[d];
        }
    }

    private static void Scale(float[] vector, float factor)
    {
        for (var d = 0; d < vector.Length; d++)
        {
            vector[d] *= factor;
        }
    }
}
