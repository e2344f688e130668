using StreamEmbed.Neighbours;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Ranking;

/// <summary>Items as they are ranked: by the model that is being trained, and by whoever holds a copy of what it published.</summary>
internal interface IRankableItems
{
    /// <summary>One above the greatest row.</summary>
    int Rows { get; }

    /// <summary>Numbers in a vector.</summary>
    int Dimension { get; }

    /// <summary>Lists of items seen together; null when none are kept.</summary>
    NeighbourStore? Neighbours { get; }

    /// <summary>What a click just then adds to a slow count.</summary>
    DecayedWeight SlowWeightAt(long timeMs);

    /// <summary>What a click just then adds to a fast count.</summary>
    DecayedWeight FastWeightAt(long timeMs);

    /// <summary>Whether a row has an item that may be recommended.</summary>
    bool IsRankable(int row);

    /// <summary>An item's vector, or an empty span when it has none yet.</summary>
    /// <param name="row">A row that is rankable.</param>
    /// <param name="room">float[<see cref="Dimension"/>]: where it may be put.</param>
    ReadOnlySpan<float> Vector(int row, Span<float> room);

    /// <summary>What an item's clicks have been like.</summary>
    ref readonly ItemActivity Activity(int row);
}
