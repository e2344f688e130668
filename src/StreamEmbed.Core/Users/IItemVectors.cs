using StreamEmbed.Events;

namespace StreamEmbed.Users;

/// <summary>Where the vectors of items are: in a model that is trained, or in one that was only read.</summary>
public interface IItemVectors
{
    /// <summary>Numbers in a vector.</summary>
    int Dimension { get; }

    /// <summary>The served vector of an item; false when it has none.</summary>
    /// <param name="item">The item.</param>
    /// <param name="vector">float[<see cref="Dimension"/>]: a view that holds until the next call.</param>
    bool TryGetVector(ItemId item, out ReadOnlySpan<float> vector);
}
