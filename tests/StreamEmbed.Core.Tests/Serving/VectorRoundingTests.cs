using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

public sealed class VectorRoundingTests
{
    [Theory]
    [InlineData(VectorType.Float32)]
    [InlineData(VectorType.Float16)]
    [InlineData(VectorType.Int8)]
    public void Round_StaysWithinItsBoundAndChangesNothingTwice(VectorType type)
    {
        var random = new Random(5);
        for (var round = 0; round < 2_000; round++)
        {
            var size = MathF.ScaleB(1, random.Next(-30, 15));
            float[] vector = [.. Enumerable.Range(0, 17).Select(_ => ((random.NextSingle() * 2) - 1) * size)];
            var largest = vector.Max(Math.Abs);

            var rounded = VectorRounding.Round(vector, type);

            Assert.All(vector.Zip(rounded), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= type switch
            {
                VectorType.Float16 => Math.Max(Math.Abs(pair.First) / 2048, 3e-8f),
                VectorType.Int8 => largest / 127,
                _ => 0,
            }));
            Assert.Equal(rounded.Select(BitConverter.SingleToInt32Bits), VectorRounding.Round(rounded, type).Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Theory]
    [InlineData(VectorType.Float16)]
    [InlineData(VectorType.Int8)]
    public void Round_StaysFinite_AtTheEndsOfTheFloats(VectorType type)
    {
        float[][] vectors = [[0, 0], [float.Epsilon, 0], [float.MaxValue, -float.MaxValue], [float.MaxValue, float.Epsilon]];

        Assert.All(vectors, vector =>
        {
            var rounded = VectorRounding.Round(vector, type);
            Assert.All(rounded, number => Assert.True(float.IsFinite(number)));
            Assert.Equal(rounded, VectorRounding.Round(rounded, type));
        });
    }
}
