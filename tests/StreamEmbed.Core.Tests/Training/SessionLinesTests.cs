using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Sessions;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>Lines of ids against the same sessions as objects.</summary>
public sealed class SessionLinesTests
{
    private const long TimeMs = 1_700_000_000_000;

    [Fact]
    public void Enqueue_GivesTheSameModel_AsSessionsOfTheSameItems()
    {
        string[] lines = [.. Enumerable.Range(0, 400).Select(Line), string.Join(' ', Enumerable.Range(0, 300).Select(i => Id(i % 90))), "lonely", "ünï çode-é 漢字 ünï", "same same same"];
        // So few that items go and come back: remembered rows are then another item's.
        var vocabulary = new VocabularyOptions { MaxItems = 150 };
        var expected = new ItemEmbeddings(Options(), vocabulary);
        var model = new ItemEmbeddings(Options(), vocabulary);
        var sessions = new SessionLines(model);

        foreach (var line in lines)
        {
            expected.Enqueue(SessionOf(line));
            sessions.Enqueue(Encoding.UTF8.GetBytes(line), TimeMs, longestId: 100);
        }

        expected.Flush();
        sessions.Flush();
        Assert.True(model.Stats.Displaced > 100);
        Assert.Equal(expected.Stats, model.Stats);
        Assert.Equal(expected.Digest(), model.Digest());
    }

    [Fact]
    public void Enqueue_TakesTabsAndSeveralBlanks_AsOneSeparator()
    {
        var model = new ItemEmbeddings(Options(), new VocabularyOptions());
        var sessions = new SessionLines(model);

        sessions.Enqueue("  a\t b  "u8, TimeMs, longestId: 10);
        sessions.Enqueue("   "u8, TimeMs, longestId: 10);
        sessions.Flush();

        Assert.Equal((2, 1), (sessions.Items, sessions.Sessions));
        Assert.Equal(2, model.Count);
    }

    [Theory]
    [InlineData("a abcdefghijk", "id 2 is longer than 10 bytes.")]
    [InlineData("a b \u00ff", "id 3 is not UTF-8 text.")]
    public void Enqueue_NamesTheId_WhenItIsNotAllowed(string latin1, string fault)
    {
        var sessions = new SessionLines(new ItemEmbeddings(Options(), new VocabularyOptions()));

        var e = Assert.Throws<FormatException>(() => sessions.Enqueue(Encoding.Latin1.GetBytes(latin1), TimeMs, longestId: 10));

        Assert.Equal(fault, e.Message);
    }

    [Fact]
    public void Enqueue_KeepsTheLinesBefore_WhenOneIsNotAllowed()
    {
        var model = new ItemEmbeddings(Options(), new VocabularyOptions());
        var sessions = new SessionLines(model);
        sessions.Enqueue("a b c"u8, TimeMs, longestId: 10);
        sessions.Enqueue("c d"u8, TimeMs, longestId: 10);

        Assert.Throws<FormatException>(() => sessions.Enqueue("e abcdefghijk"u8, TimeMs, longestId: 10));
        sessions.Enqueue("d a"u8, TimeMs, longestId: 10);
        sessions.Flush();

        Assert.Equal((7, 3), (sessions.Items, sessions.Sessions));
        Assert.Equal((4, 7), (model.Count, model.Stats.Tokens));
    }

    private static TrainingOptions Options() => new() { Dimension = 16, RecentEvents = 500, ReplaySessions = 100 };

    // Ids of 1 to 40 bytes; popular ones come back, others hardly.
    private static string Line(int number) => string.Join(
        ' ', Enumerable.Range(0, 2 + (number % 7)).Select(i => Id(i % 2 == 0 ? ((number * 7) + i) % 40 : (number * 13) + i)));

    private static string Id(int item) => $"i{item}" + new string('x', item % 37);

    private static Session SessionOf(string line)
    {
        ItemId[] items = [.. line.Split(' ').Select(id => new ItemId(id))];
        return new Session(new UserId("u"), items, [.. items.Select(_ => 1f)], TimeMs, TimeMs, SessionEnd.Gap);
    }
}
