using StreamEmbed.Randomness;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Search;

/// <summary>7-bit codes of vectors that come, move and go, for searches that read a quarter of what the vectors take.</summary>
/// <remarks>
/// Rows are numbered without holes: a removed row's number goes to the last one. Built from rows, they lie in lists around
/// centroids (an inverted file, Jégou, Douze and Schmid 2011, "Product quantization for nearest neighbor search"), which stay
/// where they are while rows come, move and go; made empty, in one list. One owner writes; frozen copies are immutable and
/// cost what changed since the one before, so that readers are never blocked. The same calls give the same bytes.
/// </remarks>
public sealed class CodeIndex
{
    // Queries that a new index is tried with, and the most rows that they may scan. Lists cost about as much again as the
    // rows in them, and queries between items scan more than those at items.
    private const int Trials = 32;
    private const int TrialCount = 20;
    private const double MostScanned = 0.3;

    private readonly int _dimension;
    private readonly Centroids? _centroids;
    private readonly CodeListWriter[] _lists;
    private readonly CodeQuery _vector;
    private readonly float[] _values;
    private readonly ChunkedArray<Place> _places = new();
    private FrozenCodeIndex? _frozen;
    private long _epoch;

    /// <summary>An empty one with a single list.</summary>
    /// <param name="dimension">Numbers in a vector.</param>
    public CodeIndex(int dimension)
        : this(dimension, centroids: null)
    {
    }

    private CodeIndex(int dimension, Centroids? centroids)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        (_dimension, _centroids) = (dimension, centroids);
        var width = FrozenCodeIndex.WidthOf(dimension);
        _vector = new CodeQuery(dimension, width);
        _values = new float[centroids?.Count ?? 0];
        _lists = new CodeListWriter[centroids?.Count ?? 1];
        for (var list = 0; list < _lists.Length; list++)
        {
            _lists[list] = new CodeListWriter(width, centroids?[list] ?? new float[dimension]);
        }
    }

    /// <summary>Rows.</summary>
    public int Count { get; private set; }

    /// <summary>Lists that the rows lie in.</summary>
    public int Lists => _lists.Length;

    /// <summary>Rows that came, or moved from one list to another: of as many, the lists are out of shape.</summary>
    public long Relisted { get; private set; }

    /// <summary>Makes one of rows at hand, with lists as they suit these rows; with a single list where lists are of no use.</summary>
    /// <remarks>About 5 µs a row of 64 dimensions at 200,000 rows, growing with the square root of their number.</remarks>
    /// <param name="rows">The rows, numbered alike here.</param>
    /// <param name="dimension">Numbers in a vector.</param>
    /// <param name="seed">Chooses where lists start.</param>
    /// <param name="cancellation">Stops it.</param>
    public static CodeIndex Build(IVectorRows rows, int dimension, long seed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var random = new SeededRandom(seed);
        var lists = CentroidTraining.ListsFor(rows.Count);
        if (rows.Count >= 2 * lists)
        {
            var index = new CodeIndex(dimension, CentroidTraining.Run(rows, dimension, lists, random, cancellation));
            index.AddAll(rows, cancellation);
            if (index.ShareScanned(rows, random) <= MostScanned)
            {
                index.Relisted = 0;
                return index;
            }
        }

        var flat = new CodeIndex(dimension);
        flat.AddAll(rows, cancellation);
        flat.Relisted = 0;
        return flat;
    }

    /// <summary>Adds a row with the next number.</summary>
    /// <param name="vector">float[dimension].</param>
    public void Add(ReadOnlySpan<float> vector)
    {
        var list = ListOf(vector);
        _places.Ensure(Count);
        AddTo(list, Count++);
    }

    /// <summary>Gives a row another vector.</summary>
    public void Set(int row, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        var list = ListOf(vector);
        var place = _places[row];
        if (list == place.List)
        {
            _lists[list].Set(place.Index, _vector.Vector, _epoch);
            return;
        }

        TakeOut(place);
        AddTo(list, row);
    }

    /// <summary>Removes a row; the last row gets its number.</summary>
    public void RemoveAt(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        _frozen = null;
        TakeOut(_places[row]);
        var last = --Count;
        if (row != last)
        {
            _places[row] = _places[last];
            _lists[_places[row].List].Renumber(_places[row].Index, row, _epoch);
        }
    }

    /// <summary>An immutable copy of what is here now.</summary>
    public FrozenCodeIndex Freeze()
    {
        if (_frozen is null)
        {
            _frozen = new FrozenCodeIndex(_dimension, Count, _centroids, Array.ConvertAll(_lists, list => list.Freeze()));
            _epoch++;
        }

        return _frozen;
    }

    private void AddAll(IVectorRows rows, CancellationToken cancellation)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(rows.VectorOf(row));
        }
    }

    private double ShareScanned(IVectorRows rows, SeededRandom random)
    {
        var (index, scratch, scanned) = (Freeze(), new SearchScratch(_dimension), 0L);
        for (var trial = 0; trial < Trials; trial++)
        {
            scanned += index.CountLikely(rows.VectorOf(random.NextInt(rows.Count)), TrialCount, scratch);
        }

        return scanned / ((double)Trials * rows.Count);
    }

    private int ListOf(ReadOnlySpan<float> vector)
    {
        if (vector.Length != _dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} dimensions, the index has {_dimension}.", nameof(vector));
        }

        _frozen = null;
        if (_centroids is null)
        {
            _vector.Vector.Set(vector);
            return 0;
        }

        _vector.Set(vector);
        return _centroids.Nearest(_vector, _values);
    }

    private void AddTo(int list, int row)
    {
        _places[row] = new Place(list, _lists[list].Add(row, _vector.Vector, _epoch));
        Relisted++;
    }

    private void TakeOut(Place place)
    {
        var moved = _lists[place.List].RemoveAt(place.Index, _epoch);
        if (moved >= 0)
        {
            _places[moved] = place;
        }
    }

    private readonly record struct Place(int List, int Index);
}
