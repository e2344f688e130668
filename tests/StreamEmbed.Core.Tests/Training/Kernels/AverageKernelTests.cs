using System.Runtime.CompilerServices;
using StreamEmbed.Randomness;

namespace StreamEmbed.Training.Kernels;

public sealed unsafe class AverageKernelTests
{
    private const ushort Canary = 0xBEEF;

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Average_MovesTowardsTheRow_ForEveryWidth(KernelSet set)
    {
        var random = new SeededRandom(7);
        foreach (var width in ScoresKernelTests.Widths())
        {
            var row = GuardedFloats.Random(width, random, -4, 4);
            var average = GC.AllocateArray<ushort>(width + 2, pinned: true);
            average.AsSpan().Fill(Canary);
            var before = new double[width];
            for (var d = 0; d < width; d++)
            {
                average[d + 1] = BFloat16.FromSingle(random.NextSingle() - 0.5f);
                before[d] = BFloat16.ToSingle(average[d + 1]);
            }

            BlockKernels.Of(set).Average(row.Pointer, (ushort*)Unsafe.AsPointer(ref average[1]), width, 0.05f);
            GC.KeepAlive((row, average)); // a pointer keeps nothing alive

            Assert.Equal(Canary, average[0]);
            Assert.Equal(Canary, average[^1]);
            for (var d = 0; d < width; d++)
            {
                var expected = before[d] + (0.05f * (row.Span[d] - before[d]));
                // Half a unit in the last of 8 binary places, and a hair for rounding the float itself first.
                Assert.Equal(expected, BFloat16.ToSingle(average[d + 1]), (Math.ScaleB(Math.Abs(expected), -8) * 1.01) + 1e-6);
            }
        }
    }

    [Theory]
    [ClassData(typeof(KernelSets))]
    public void Average_RoundsToNearestTiesToEven_WhenItTakesARowWhole(KernelSet set)
    {
        // 1 + 2⁻⁸ lies half-way between 1 and 1 + 2⁻⁷; 1 + 3·2⁻⁸ half-way between 1 + 2⁻⁷ and 1 + 2⁻⁶.
        float[] numbers = [1 + (1 / 256f), 1 + (3 / 256f), 1 + (1.1f / 256), 1 + (0.9f / 256), -1 - (1 / 256f), 0, -0f, 3e38f];
        float[] rounded = [1, 1 + (2 / 128f), 1 + (1 / 128f), 1, -1, 0, -0f, BFloat16.ToSingle(0x7F62)];
        var row = new GuardedFloats(16);
        numbers.CopyTo(row.Span);
        var average = GC.AllocateArray<ushort>(16, pinned: true);

        BlockKernels.Of(set).Average(row.Pointer, (ushort*)Unsafe.AsPointer(ref average[0]), 16, 1);
        GC.KeepAlive((row, average)); // a pointer keeps nothing alive

        Assert.Equal(rounded, average.Take(rounded.Length).Select(BFloat16.ToSingle));
    }
}
