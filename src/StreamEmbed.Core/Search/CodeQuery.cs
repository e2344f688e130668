using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>A query as the kernels take it: its unit vector in steps of 1/63 of its largest number.</summary>
/// <remarks>One owner; set again for each query. Whoever uses <see cref="Codes"/> keeps it alive.</remarks>
internal sealed unsafe class CodeQuery
{
    private readonly sbyte[] _memory;

    public CodeQuery(int dimension, int width)
    {
        Vector = new UnitVector(dimension);
        _memory = GC.AllocateArray<sbyte>(width, pinned: true);
        Codes = (sbyte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
    }

    public UnitVector Vector { get; }

    /// <summary>sbyte[width], −63…63.</summary>
    public sbyte* Codes { get; }

    /// <summary>Where sums start, so that they come out as if rows' codes were signed.</summary>
    public int Start { get; private set; }

    /// <summary>What a step is worth.</summary>
    public float Scale { get; private set; }

    /// <summary>Bounds the distance of what the codes say from the unit vector.</summary>
    public float Error { get; private set; }

    public void Set(ReadOnlySpan<float> query)
    {
        Vector.Set(query);
        var values = Vector.Values;
        var largest = 0f;
        foreach (var value in values)
        {
            largest = MathF.Max(largest, MathF.Abs(value));
        }

        var inverse = largest > 0 ? CodeKernels.Largest / largest : 0;
        Scale = largest / CodeKernels.Largest;
        var (sum, lost) = (0, 0f);
        for (var d = 0; d < values.Length; d++)
        {
            var step = (int)MathF.Round(values[d] * inverse);
            Codes[d] = (sbyte)step;
            sum += step;
            var rest = values[d] - (step * Scale);
            lost += rest * rest;
        }

        Start = -CodeKernels.Zero * sum;
        Error = MathF.Sqrt(lost) * 1.0001f;
    }
}
