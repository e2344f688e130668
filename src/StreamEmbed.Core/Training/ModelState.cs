using System.Globalization;
using StreamEmbed.State;

namespace StreamEmbed.Training;

/// <summary>What a saved model must have in common with the options of the one that goes on from it.</summary>
internal static class ModelState
{
    /// <summary>Version of all sections and tables of the model; raised when one of them changes its form.</summary>
    public const int Version = 1;

    public const string Dimension = "Training:Dimension";
    public const string AverageRate = "Training:AverageRate";

    /// <summary>The value of <see cref="AverageRate"/> when no averages are kept.</summary>
    public const string Off = "0";

    private const string Preset = "Training:Preset";
    private const string FreshNoiseRows = "Training:FreshNoiseRows";
    private const string ReplaySessions = "Training:ReplaySessions";
    private const string NoiseExponent = "Training:NoiseExponent";
    private const string Unused = "unused";

    /// <summary>Writes the options that the saved form, or the meaning of its numbers, depends on.</summary>
    public static void WriteOptions(StateWriter state, TrainingSettings settings)
    {
        var options = OptionsOf(settings);
        state.WriteInt32(options.Length);
        foreach (var (name, value) in options)
        {
            state.WriteString(name);
            state.WriteString(value);
        }
    }

    /// <summary>Reads what was written, in its order.</summary>
    public static List<KeyValuePair<string, string>> ReadOptions(StateReader state)
    {
        List<KeyValuePair<string, string>> options = [];
        for (var count = state.ReadCount(2 * sizeof(int)); count > 0; count--)
        {
            options.Add(new(state.ReadString(), state.ReadString()));
        }

        return options.DistinctBy(option => option.Key).Count() == options.Count ? options : throw state.Wrong("names an option twice");
    }

    /// <summary>Compares what was saved with what is set. A model of the preset for history may go on under the one for streams.</summary>
    /// <returns>What was saved with.</returns>
    /// <exception cref="StateRefusedException">An option has another value.</exception>
    public static SavedModelForm RequireOptions(StateReader state, TrainingSettings settings)
    {
        var saved = ReadOptions(state).ToDictionary(StringComparer.Ordinal);
        var isAdapted = settings.Preset == TrainingPreset.Streaming && saved.GetValueOrDefault(Preset) == nameof(TrainingPreset.Throughput);
        foreach (var (name, value) in OptionsOf(settings))
        {
            if (isAdapted && (name is Preset or FreshNoiseRows or AverageRate or ReplaySessions || (name == NoiseExponent && value == Unused)))
            {
                continue;
            }

            var before = saved.GetValueOrDefault(name, "not set");
            if (before != value)
            {
                throw new StateRefusedException(
                    $"The saved model was trained with {name} {before}, which is now {value}: set it to {before}, or start with an empty model.");
            }
        }

        return new SavedModelForm(isAdapted, saved.GetValueOrDefault(AverageRate) != Off);
    }

    private static (string Name, string Value)[] OptionsOf(TrainingSettings settings) =>
    [
        (Preset, settings.Preset.ToString()),
        ("Training:Architecture", settings.Architecture.ToString()),
        (Dimension, Text(settings.Dimension)),
        ("Training:Seed", Text(settings.Seed)),
        ("Training:Kernels", settings.Kernels.Set.ToString()),
        ("Training:NoiseRows", Text(settings.NoiseRows)),
        (FreshNoiseRows, Text(settings.FreshNoiseRows)),
        ("Training:RecentEvents", Text(settings.RecentEvents)),
        (ReplaySessions, settings.Replay > 0 ? Text(settings.ReplaySessions) : Unused),
        (AverageRate, settings.AverageRate > 0 ? "above 0" : Off),
        (NoiseExponent, settings.CountNoise > 0 ? settings.NoiseExponent.ToString("R", CultureInfo.InvariantCulture) : Unused),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
