using System.CommandLine;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Training;
using StreamEmbed.Training;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of <see cref="TrainCommand"/>.</summary>
internal static class TrainVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string?>("FILE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Recorded events: .csv (user_id,item_id,timestamp_ms, perhaps event_type) or .jsonl, each perhaps with .gz.",
        };
        var sessions = new Option<string?>("--sessions") { HelpName = "FILE", Description = "Instead of events: a text file with one session a line, ids between blanks; perhaps .gz." };
        var epochs = new Option<int>("--epochs") { HelpName = "N", Description = "Times that the file is read.", DefaultValueFactory = _ => 1 };
        var json = Answers.JsonFlag();
        epochs.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() is < 1 or > 1_000)
            {
                result.AddError($"--epochs must be from 1 to 1000, but is {result.Tokens[0].Value}.");
            }
        });
        var verb = new Verb(
            "train",
            "Builds a model from history at full speed, and leaves it in Checkpoint:Directory for 'run' to go on from.",
            "streamembed train clicks.csv.gz --dimension 64",
            "streamembed train --sessions sessions.txt --dimension 128 --json")
        {
            file, sessions, epochs,
        };
        verb.With("--dimension", "Training:Dimension", "Numbers in a vector")
            .With("--window", "Training:Window", "Items to each side that are context")
            .With("--negatives", "Training:Negatives", "Noise items for each pair")
            .With("--threads", "Training:Workers", "Threads that train")
            .Options.Add(json);
        return verb.Runs(surroundings, (loaded, parsed, stopping) => new TrainCommand(surroundings).RunAsync(
            WithPreset(loaded),
            Arguments(parsed.GetValue(file), parsed.GetValue(sessions), parsed.GetValue(epochs), parsed.GetValue(json)),
            stopping));
    }

    private static TrainArguments Arguments(string? file, string? sessions, int epochs, bool json) => (file, sessions) switch
    {
        ({ } events, null) => new TrainArguments(events, IsSessions: false, epochs, json),
        (null, { } lines) => new TrainArguments(lines, IsSessions: true, epochs, json),
        _ => throw new WrongUseException("train needs either FILE (events) or --sessions FILE, and not both."),
    };

    // The service's preset is made for a stream without end; history has one.
    private static StreamEmbedOptions WithPreset(LoadedOptions loaded) => loaded.Origins.ContainsKey("Training:Preset")
        ? loaded.Values
        : loaded.Values with { Training = loaded.Values.Training with { Preset = TrainingPreset.Throughput } };
}
