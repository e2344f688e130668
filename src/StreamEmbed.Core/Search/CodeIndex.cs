namespace StreamEmbed.Search;

/// <summary>7-bit codes of vectors that come, move and go, for searches that read a quarter of what the vectors take.</summary>
/// <remarks>
/// Rows are numbered without holes: a removed row's number goes to the last one. One owner writes; frozen copies are
/// immutable and cost what changed since the one before, so that readers are never blocked. The same calls give the same bytes.
/// </remarks>
public sealed class CodeIndex
{
    private readonly int _dimension;
    private readonly UnitVector _vector;
    private readonly CodeListWriter _all;
    private FrozenCodeIndex? _frozen;
    private long _epoch;

    /// <param name="dimension">Numbers in a vector.</param>
    public CodeIndex(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        _dimension = dimension;
        _vector = new UnitVector(dimension);
        _all = new CodeListWriter(FrozenCodeIndex.WidthOf(dimension), new float[dimension]);
    }

    /// <summary>Rows.</summary>
    public int Count => _all.Count;

    /// <summary>Adds a row with the next number.</summary>
    /// <param name="vector">float[dimension].</param>
    public void Add(ReadOnlySpan<float> vector)
    {
        Take(vector);
        _all.Add(Count, _vector, _epoch);
    }

    /// <summary>Gives a row another vector.</summary>
    public void Set(int row, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        Take(vector);
        _all.Set(row, _vector, _epoch);
    }

    /// <summary>Removes a row; the last row gets its number.</summary>
    public void RemoveAt(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        _frozen = null;
        if (_all.RemoveAt(row, _epoch) >= 0)
        {
            _all.Renumber(row, row, _epoch);
        }
    }

    /// <summary>An immutable copy of what is here now.</summary>
    public FrozenCodeIndex Freeze()
    {
        if (_frozen is null)
        {
            _frozen = new FrozenCodeIndex(_dimension, Count, [_all.Freeze()]);
            _epoch++;
        }

        return _frozen;
    }

    private void Take(ReadOnlySpan<float> vector)
    {
        if (vector.Length != _dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} dimensions, the index has {_dimension}.", nameof(vector));
        }

        _frozen = null;
        _vector.Set(vector);
    }
}
