using StreamEmbed.Randomness;

namespace StreamEmbed.Training;

public sealed class ReplayBufferTests
{
    [Fact]
    public void Draw_GivesWholeSessionsOfTheLatest_WhateverTheirLengths()
    {
        var random = new SeededRandom(1);
        var buffer = new ReplayBuffer(sessions: 50, longest: 512);
        for (var session = 0; session < 2_000; session++)
        {
            buffer.Add(Session(session, 2 + random.NextInt(session % 3 == 0 ? 500 : 8)), session % 2);

            Assert.InRange(buffer.Count, 1, 50);
            var drawn = buffer.Draw(random, out var earlier).ToArray();
            var number = drawn[0].Row;
            Assert.InRange(number, session - 49, session);
            Assert.Equal(Session(number, drawn.Length), drawn);
            Assert.Equal(number % 2, earlier);
        }
    }

    [Fact]
    public void Draw_PrefersRecentSessions_ByTheSquareOfTheirAge()
    {
        var random = new SeededRandom(2);
        var buffer = new ReplayBuffer(sessions: 100, longest: 512);
        for (var session = 0; session < 100; session++)
        {
            buffer.Add(Session(session, 2), 0);
        }

        var recent = Enumerable.Range(0, 20_000).Count(_ => buffer.Draw(random, out var _)[0].Row >= 75);

        // The newest quarter is drawn when u² < 1/4: half of the time; the standard error is 0.0035.
        Assert.Equal(0.5, recent / 20_000.0, 0.015);
    }

    private static SessionItem[] Session(int number, int length) =>
        [.. Enumerable.Range(0, length).Select(i => new SessionItem(number, i, length))];
}
