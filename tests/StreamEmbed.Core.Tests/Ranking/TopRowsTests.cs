using StreamEmbed.Randomness;

namespace StreamEmbed.Ranking;

public sealed class TopRowsTests
{
    [Fact]
    public void Take_KeepsTheBest_OfEqualOnesTheSmallerRows()
    {
        var random = new SeededRandom(1);
        for (var round = 0; round < 500; round++)
        {
            // Few different scores, so that many are equal; some are no numbers.
            var scores = Enumerable.Range(0, random.NextInt(200)).Select(_ => random.NextInt(20) switch
            {
                0 => float.NegativeInfinity,
                1 => float.NaN,
                2 => float.PositiveInfinity,
                var score => score,
            }).ToArray();
            var except = random.NextInt(scores.Length + 1) - 1;
            var top = new TopRows(1 + random.NextInt(30));
            top.Take([1, 2, 3]);
            top.Take(scores, except);
            top.Sort();

            var most = Math.Max(top.Count, 1);
            var expected = Enumerable.Range(0, scores.Length).Where(row => float.IsFinite(scores[row]) && row != except)
                .OrderByDescending(row => scores[row]).ThenBy(row => row).Take(most).ToArray();
            Assert.Equal(expected, top.Rows.ToArray());
            Assert.Equal(expected.Select(row => scores[row]), top.Scores.ToArray());
        }
    }
}
