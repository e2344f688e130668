namespace StreamEmbed.Training;

/// <summary>How a model was saved that another one goes on from.</summary>
/// <param name="IsAdapted">It is of the preset for history and goes on under the one for streams.</param>
/// <param name="HasAverages">Its rows have averages.</param>
internal readonly record struct SavedModelForm(bool IsAdapted, bool HasAverages);
