using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamEmbed.State;

/// <summary>Which of many numbered things changed since they were last saved: a bit each, named again in rising order. Single owner.</summary>
/// <remarks>Reading them looks at every word: ten million rows are 1.25 MB.</remarks>
internal sealed class ChangeMarks
{
    private const int BitsPerWord = 64;

    private ulong[] _words = [];

    /// <summary>Marks a thing; marking it again changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(int number)
    {
        var word = (uint)number / BitsPerWord;
        if (word >= (uint)_words.Length)
        {
            Grow(word);
        }

        _words[word] |= 1UL << (number % BitsPerWord);
    }

    /// <summary>Appends the marked numbers that are below a limit, in rising order, and clears all marks.</summary>
    public void Take(int limit, List<int> marked)
    {
        for (var word = 0; word < _words.Length; word++)
        {
            for (var bits = _words[word]; bits != 0; bits &= bits - 1)
            {
                var number = (word * BitsPerWord) + BitOperations.TrailingZeroCount(bits);
                if (number < limit)
                {
                    marked.Add(number);
                }
            }

            _words[word] = 0;
        }
    }

    /// <summary>How many are marked.</summary>
    public int Count() => _words.Sum(BitOperations.PopCount);

    // A doubling copies a bit a thing: 1 MB at ten million.
    private void Grow(uint word) => Array.Resize(ref _words, (int)BitOperations.RoundUpToPowerOf2(word + 1));
}
