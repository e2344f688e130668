using System.Globalization;
using StreamEmbed.Randomness;

namespace StreamEmbed.Vocabulary;

public sealed class ItemVocabularyTests
{
    [Fact]
    public void Vocabulary_AgreesWithADictionary_OnRandomAdditionsAndRemovals()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var random = new SeededRandom(seed);
            var vocabulary = new ItemVocabulary();
            var expected = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var step = 0; step < 30_000; step++)
            {
                // Fewer ids than steps, so that most come, go and come back.
                var id = random.NextInt(3_000).ToString(CultureInfo.InvariantCulture);
                var row = vocabulary.Find(id);
                Assert.Equal(expected.GetValueOrDefault(id, -1), row);
                if (row < 0)
                {
                    expected[id] = vocabulary.Add(id);
                }
                else if (random.NextInt(2) == 0)
                {
                    vocabulary.Remove(row);
                    expected.Remove(id);
                }
            }

            Assert.Equal(expected.Count, vocabulary.Count);
            Assert.Equal(expected.Values.Order(), Enumerable.Range(0, vocabulary.Count).Select(vocabulary.LiveRow).Order());
            Assert.All(expected, e => Assert.Equal(e.Key, vocabulary.IdOf(e.Value)));
            Assert.InRange(vocabulary.RowLimit, vocabulary.Count, 3_000);
        }
    }

    [Fact]
    public void Find_ComparesIdsByOrdinal_WhateverTheyHold()
    {
        string[] ids = ["", "a", "A", "aa", "\0", "\0\0", "é", "e\u0301", "日本", "😀", new string('x', 300), new string('x', 301), "\ud800", "\udc00", "\ufffd"];
        var vocabulary = new ItemVocabulary();

        var rows = Array.ConvertAll(ids, id => vocabulary.Add(id));

        Assert.Equal(rows, ids.Select(id => vocabulary.Find(id)));
        Assert.Equal(-1, vocabulary.Find("b"));
    }
}
