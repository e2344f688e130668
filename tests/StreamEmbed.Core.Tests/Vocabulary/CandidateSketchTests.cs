using System.Globalization;

namespace StreamEmbed.Vocabulary;

public sealed class CandidateSketchTests
{
    [Fact]
    public void Add_NeverCountsTooLow_AndSeldomTooHigh()
    {
        var sketch = new CandidateSketch(4_096);
        var tooHigh = 0;
        for (var id = 0; id < 2_000; id++)
        {
            var name = id.ToString(CultureInfo.InvariantCulture);
            for (var n = 1; n <= 3; n++)
            {
                var count = sketch.Add(name);
                Assert.True(count >= n);
                tooHigh += count > n ? 1 : 0;
            }
        }

        // All four counters of an id are shared with probability (1 − e^(−2000 / 4096))⁴ = 2 % at the end, less before.
        Assert.InRange(tooHigh, 0, 120);
    }

    [Fact]
    public void Add_Forgets_WhenManyOtherIdsCame()
    {
        var sketch = new CandidateSketch(1_024);
        sketch.Add("once");
        for (var id = 0; id < 3 * 10_240; id++)
        {
            sketch.Add("other");
        }

        Assert.Equal(1, sketch.Add("once"));
    }
}
