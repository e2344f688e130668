using StreamEmbed.Search;

namespace StreamEmbed.Core.Tests.Search;

public sealed class VectorScoresTests
{
    [Fact]
    public void Scores_AreThoseOfTheEquations_AtEveryLength()
    {
        var random = new Random(7);
        for (var length = 0; length <= 256; length++)
        {
            // A start that is not aligned, and values after the end that must not count.
            var left = Enumerable.Range(0, length + 4).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
            var right = Enumerable.Range(0, length + 4).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
            var (l, r) = (left.AsMemory(1, length), right.AsMemory(1, length));
            double dot = 0, square = 0, squared = 0, absolute = 0;
            for (var i = 1; i <= length; i++)
            {
                dot += (double)left[i] * right[i];
                square += (double)right[i] * right[i];
                squared += Math.Pow((double)left[i] - right[i], 2);
                absolute += Math.Abs((double)left[i] - right[i]);
            }

            // Each of at most 256 terms of at most 4 is rounded to 2⁻²⁴ of its size: below 1e-4 in sum.
            Assert.Equal(dot, VectorScores.Dot(l.Span, r.Span), 1e-4);
            Assert.Equal(dot, VectorScores.DotAndNorm(l.Span, r.Span).Dot, 1e-4);
            Assert.Equal(square, VectorScores.DotAndNorm(l.Span, r.Span).SquaredNorm, 1e-4);
            Assert.Equal(squared, VectorScores.SquaredDistance(l.Span, r.Span), 1e-4);
            Assert.Equal(absolute, VectorScores.AbsoluteDistance(l.Span, r.Span), 1e-4);
        }
    }
}
