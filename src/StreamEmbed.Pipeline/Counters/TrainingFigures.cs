using StreamEmbed.Training;

namespace StreamEmbed.Pipeline.Counters;

/// <summary>The model's statistics at one moment.</summary>
/// <param name="Stats">Cumulative statistics of training.</param>
/// <param name="Items">Items with a vector.</param>
public sealed record TrainingFigures(TrainingStats Stats, int Items);
