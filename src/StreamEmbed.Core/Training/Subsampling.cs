using StreamEmbed.Randomness;
using StreamEmbed.State;

namespace StreamEmbed.Training;

/// <summary>Leaves frequent items out of sessions at random (Mikolov et al. 2013, section 2.3). Single owner.</summary>
/// <remarks>
/// word2vec.c's formula, not the paper's: an item with share f of all occurrences is kept with probability √(t / f) + t / f,
/// t the threshold. Shares are of the occurrences counted so far, those of items that have gone included in the whole.
/// </remarks>
internal sealed class Subsampling
{
    private readonly double _threshold;
    private readonly SeededRandom _random;

    /// <param name="threshold">t, above 0.</param>
    /// <param name="seed">Of the model.</param>
    public Subsampling(double threshold, long seed)
    {
        _threshold = threshold;
        _random = new SeededRandom(seed, RandomStream.Subsampling);
    }

    /// <summary>Whether an occurrence stays; draws one number where that is open.</summary>
    /// <param name="count">The item's occurrences; at least 1.</param>
    /// <param name="all">Those of all items.</param>
    public bool Keeps(long count, long all)
    {
        var ratio = _threshold * all / count;
        var probability = Math.Sqrt(ratio) + ratio;
        return probability >= 1 || _random.NextDouble() < probability;
    }

    public void Save(StateWriter state) => _random.Save(state);

    /// <exception cref="StateFormatException">It is damaged.</exception>
    public void Restore(StateReader state) => _random.Restore(state);
}
