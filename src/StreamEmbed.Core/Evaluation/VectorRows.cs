using StreamEmbed.Events;

namespace StreamEmbed.Evaluation;

/// <summary>The vectors of a log's items at one moment, by item number.</summary>
public sealed class VectorRows
{
    private readonly Dictionary<ItemId, int> _numbers;
    private readonly float[] _inputs;
    private readonly float[] _contexts;
    private readonly bool[] _isKnown;

    /// <param name="items">The items of the log.</param>
    /// <param name="dimension">Numbers in a vector.</param>
    public VectorRows(IReadOnlyList<ItemId> items, int dimension)
    {
        ArgumentNullException.ThrowIfNull(items);
        Dimension = dimension;
        _numbers = Enumerable.Range(0, items.Count).ToDictionary(i => items[i]);
        _inputs = new float[items.Count * dimension];
        _contexts = new float[items.Count * dimension];
        _isKnown = new bool[items.Count];
    }

    /// <summary>Numbers in a vector.</summary>
    public int Dimension { get; }

    /// <summary>Whether the model knows an item; the vectors of the others mean nothing.</summary>
    public Span<bool> Known => _isKnown;

    /// <summary>The number of an item, or -1 when it is not in the log.</summary>
    public int NumberOf(ItemId item) => _numbers.GetValueOrDefault(item, -1);

    /// <summary>An item's served vector, float[<see cref="Dimension"/>].</summary>
    public Span<float> Input(int item) => _inputs.AsSpan(item * Dimension, Dimension);

    /// <summary>An item's context vector, float[<see cref="Dimension"/>].</summary>
    public Span<float> Context(int item) => _contexts.AsSpan(item * Dimension, Dimension);
}
