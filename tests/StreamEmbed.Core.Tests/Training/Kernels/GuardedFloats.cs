using System.Runtime.CompilerServices;
using StreamEmbed.Randomness;

namespace StreamEmbed.Training.Kernels;

/// <summary>Floats that never move, between canaries, one float off every alignment: what a kernel writes past its end is seen.</summary>
internal sealed unsafe class GuardedFloats
{
    private const int Guard = 33;
    private const float Canary = -1.25e33f;

    private readonly float[] _memory;

    public GuardedFloats(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<float>(length + (2 * Guard), pinned: true);
        _memory.AsSpan().Fill(Canary);
        Span.Clear();
    }

    public int Length { get; }

    public float* Pointer => (float*)Unsafe.AsPointer(ref _memory[Guard]);

    public Span<float> Span => _memory.AsSpan(Guard, Length);

    /// <summary>Numbers in [low, high).</summary>
    public static GuardedFloats Random(int length, SeededRandom random, float low = -1, float high = 1)
    {
        var floats = new GuardedFloats(length);
        foreach (ref var x in floats.Span)
        {
            x = low + ((high - low) * random.NextSingle());
        }

        return floats;
    }

    public static GuardedFloats[] Rows(int count, int width, SeededRandom random) =>
        [.. Enumerable.Range(0, count).Select(_ => Random(width, random))];

    public double[] ToDoubles() => [.. Span.ToArray().Select(x => (double)x)];

    public void AssertGuardsAreUntouched()
    {
        Assert.True(_memory.AsSpan(0, Guard).IndexOfAnyExcept(Canary) < 0, "written before the start");
        Assert.True(_memory.AsSpan(Guard + Length).IndexOfAnyExcept(Canary) < 0, "written past the end");
    }
}
