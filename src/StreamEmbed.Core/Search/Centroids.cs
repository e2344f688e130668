using System.Numerics;
using System.Runtime.InteropServices;
using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>The points around which rows are listed, in codes like rows, so that all are compared with a vector in about a microsecond.</summary>
/// <remarks>Written while it is trained, by one owner; then immutable.</remarks>
internal sealed unsafe class Centroids
{
    /// <summary>Counts are a multiple of this.</summary>
    public const int CountMultiple = CodeKernels.BlockRows;

    private readonly int _width;
    private readonly float[] _zero;
    private readonly float[][] _points;
    private readonly CodePage[] _pages;
    private readonly UnitVector _unit;

    /// <param name="count">A multiple of <see cref="CountMultiple"/>.</param>
    public Centroids(int count, int dimension, int width)
    {
        (_width, _zero, _unit) = (width, new float[dimension], new UnitVector(dimension));
        _points = new float[count][];
        _pages = new CodePage[(count + CodePage.MaxRows - 1) / CodePage.MaxRows];
        for (var page = 0; page < _pages.Length; page++)
        {
            _pages[page] = new CodePage(width, Math.Min(CodePage.MaxRows, count - (page * CodePage.MaxRows)), epoch: 0);
        }
    }

    public int Count => _points.Length;

    /// <summary>float[dimension].</summary>
    public float[] this[int list] => _points[list];

    /// <summary>Moves a point. Owns the array from here on.</summary>
    public void Set(int list, float[] point)
    {
        _points[list] = point;
        _unit.Set(point);
        var page = _pages[list / CodePage.MaxRows];
        RowCoder.Write(page, list % CodePage.MaxRows, _width, _unit, _zero, 0);
        GC.KeepAlive(page);
    }

    /// <summary>q̂·c of each point, but for the error of the codes.</summary>
    /// <param name="query">q.</param>
    /// <param name="products">float[count].</param>
    public void Products(CodeQuery query, Span<float> products) => Measure(query, squareWeight: 0, products);

    /// <summary>The point nearest to a unit vector: the largest x̂·c − |c|²/2.</summary>
    /// <param name="vector">x.</param>
    /// <param name="values">float[count] to work in.</param>
    public int Nearest(CodeQuery vector, Span<float> values)
    {
        Measure(vector, squareWeight: 0.5f, values);
        return IndexOfLargest(values);
    }

    /// <summary>Where the first of the largest values is.</summary>
    /// <param name="values">float[a multiple of <see cref="CountMultiple"/>], numbers.</param>
    public static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var lanes = MemoryMarshal.Cast<float, Vector<float>>(values);
        var largest = lanes[0];
        foreach (var lane in lanes)
        {
            largest = Vector.Max(largest, lane);
        }

        var most = float.NegativeInfinity;
        for (var i = 0; i < Vector<float>.Count; i++)
        {
            most = MathF.Max(most, largest[i]);
        }

        return Math.Max(0, values.IndexOf(most));
    }

    private void Measure(CodeQuery query, float squareWeight, Span<float> values)
    {
        var measure = new RowMeasure
        {
            Scale = query.Scale,
            ByNorm = true,
            SquareWeight = squareWeight,
            Threshold = float.NegativeInfinity,
        };
        var sums = stackalloc int[CodePage.MaxRows];
        var marks = stackalloc uint[CodePage.MaxRows / CodeKernels.BlockRows];
        var kernels = CodeKernels.Best;
        fixed (float* start = values)
        {
            for (var number = 0; number < _pages.Length; number++)
            {
                var page = _pages[number];
                var blocks = page.Capacity / CodeKernels.BlockRows;
                kernels.Sums(page.Codes, query.Codes, _width, blocks, query.Start, sums);
                kernels.Mark(sums, page.Scales, page.Errors, page.Norms, blocks, measure, start + (number * CodePage.MaxRows), marks);
                GC.KeepAlive(page);
            }
        }

        GC.KeepAlive(query);
    }
}
