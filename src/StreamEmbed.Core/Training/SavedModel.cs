using System.Globalization;
using StreamEmbed.Serving;
using StreamEmbed.State;

namespace StreamEmbed.Training;

/// <summary>What a saved model says of itself and would serve, read without the options that it was trained with. Nothing is trained on it.</summary>
public sealed class SavedModel
{
    private readonly ISavedState _saved;
    private readonly bool _hasAverages;

    /// <param name="saved">What was saved; used as long as rows are read.</param>
    /// <exception cref="StateFormatException">It is missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Its version is not known.</exception>
    public SavedModel(ISavedState saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        _saved = saved;
        var state = saved.Section(ItemEmbeddings.Section, ModelState.Version, ModelState.Version);
        Options = ModelState.ReadOptions(state);
        var options = Options.ToDictionary(StringComparer.Ordinal);
        _hasAverages = options.GetValueOrDefault(ModelState.AverageRate) != ModelState.Off;
        Dimension = int.TryParse(options.GetValueOrDefault(ModelState.Dimension), NumberStyles.None, CultureInfo.InvariantCulture, out var dimension) && dimension is > 0 and <= 4_096
            ? dimension
            : throw state.Wrong($"has no {ModelState.Dimension}");
    }

    /// <summary>Numbers in a vector.</summary>
    public int Dimension { get; }

    /// <summary>The options that a model which goes on from it must have in common with it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options { get; }

    /// <summary>The items that have a vector, as readers would get them; one at a time is in memory.</summary>
    /// <exception cref="StateFormatException">Something is damaged.</exception>
    public IEnumerable<ItemRow> Rows()
    {
        using var table = _saved.Table(RowRecords.Table, ModelState.Version, ModelState.Version);
        while (table.Read())
        {
            if (RowRecords.TryReadServed(table.Record, Dimension, _hasAverages, out var row))
            {
                yield return row;
            }
        }
    }
}
