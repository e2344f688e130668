using StreamEmbed.Neighbours;
using StreamEmbed.Ranking;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>The items of the model that is being trained, as they are ranked: with the vectors that readers would get.</summary>
internal readonly unsafe struct RankableRows : IRankableItems
{
    private readonly ItemVocabulary _vocabulary;
    private readonly EmbeddingTable _table;
    private readonly RowServing _serving;
    private readonly ItemSignals _signals;

    public RankableRows(ItemVocabulary vocabulary, EmbeddingTable table, RowServing serving, ItemSignals signals)
    {
        _vocabulary = vocabulary;
        _table = table;
        _serving = serving;
        _signals = signals;
    }

    /// <inheritdoc/>
    public int Rows => _vocabulary.RowLimit;

    /// <inheritdoc/>
    public int Dimension => _table.Dimension;

    /// <inheritdoc/>
    public NeighbourStore? Neighbours => _signals.Lists?.Store;

    /// <inheritdoc/>
    public DecayedWeight SlowWeightAt(long timeMs) => DecayedWeight.At(timeMs, _signals.SlowHalfLifeMs);

    /// <inheritdoc/>
    public DecayedWeight FastWeightAt(long timeMs) => DecayedWeight.At(timeMs, _signals.FastHalfLifeMs);

    /// <inheritdoc/>
    public bool IsRankable(int row) => _vocabulary.IsLive(row);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Vector(int row, Span<float> room)
    {
        if (_table.Header(row).Vector == RowVector.None)
        {
            return [];
        }

        return _serving.Read(row, room) ? room : [];
    }

    /// <inheritdoc/>
    public ref readonly ItemActivity Activity(int row) => ref _signals.Activity(row);
}
