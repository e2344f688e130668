using StreamEmbed.Neighbours;
using StreamEmbed.Randomness;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Ranking;

/// <summary>A small catalogue with random vectors and a random past, for tests of ranking.</summary>
internal sealed class FewItems : IRankableItems
{
    public const long Now = 1_800_000_000_000;

    private readonly NeighbourLists _lists;
    private readonly float[][] _vectors;
    private readonly ItemActivity[] _activities;

    public FewItems(int items, int dimension, int seed)
    {
        var random = new SeededRandom(seed);
        Options = new NeighbourOptions { Size = 16 };
        _lists = new NeighbourLists(Options, items, seed);
        _lists.Ensure(items - 1);
        // Every seventh has none, as an item that was only seen alone.
        _vectors = [.. Enumerable.Range(0, items).Select(i => i % 7 == 6 ? [] : Enumerable.Range(0, dimension).Select(_ => random.NextSingle() - 0.4f).ToArray())];
        _activities = new ItemActivity[items];
        Dimension = dimension;
        for (var i = 0; i < items; i++)
        {
            _activities[i].Add(Now - 90_000_000_000, isFirst: true);
        }

        for (var click = 0; click < items * 20; click++)
        {
            var time = Now - 80_000_000 + (click * 1_000L);
            var row = (int)(items * random.NextDouble() * random.NextDouble());
            _activities[row].Add(time, random.NextInt(2) == 0);
            _lists.Observe(row, [.. Enumerable.Range(0, 6).Select(_ => random.NextInt(items))], 2, time);
        }
    }

    public NeighbourOptions Options { get; }

    public int Rows => _vectors.Length;

    public int Dimension { get; }

    public NeighbourStore? Neighbours => _lists.Store;

    public DecayedWeight SlowWeightAt(long timeMs) => _lists.SlowWeightAt(timeMs);

    public DecayedWeight FastWeightAt(long timeMs) => _lists.FastWeightAt(timeMs);

    public bool IsRankable(int row) => row % 11 != 10;

    public ReadOnlySpan<float> Vector(int row, Span<float> room) => _vectors[row];

    public ref readonly ItemActivity Activity(int row) => ref _activities[row];
}
