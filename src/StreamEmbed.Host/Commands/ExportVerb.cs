using System.CommandLine;
using StreamEmbed.Host.Asking;
using StreamEmbed.Host.Checkpointing;
using StreamEmbed.Host.Export;
using StreamEmbed.Host.VectorFiles;

namespace StreamEmbed.Host.Commands;

/// <summary>The command line of <see cref="ExportCommand"/>.</summary>
internal static class ExportVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var format = VectorFormatFlag.Create("The form of the file.", Enum.GetValues<VectorFileFormat>());
        var output = new Option<string>("--output")
        {
            HelpName = "PATH",
            Description = "The file to write. npy also writes the ids, one a line, to NAME.ids.txt beside it; projector NAME.metadata.tsv.",
            Required = true,
        };
        var timeout = TimeoutFlag.Create();
        var from = FromFlag.Create();
        var verb = new Verb(
            "export",
            "Writes the item vectors of the serving topic, or of a checkpoint, to a file that other programs load.",
            "streamembed export --format word2vec-text --output items.txt --bootstrap-servers kafka:9092",
            "streamembed export --format npy --output items.npy --bootstrap-servers kafka:9092",
            "streamembed export --format npy --output items.npy --from data")
        {
            format,
            output,
            from,
            timeout,
        };
        return verb.RunsOnBroker(surroundings, (loaded, parsed, stopping) => new ExportCommand(surroundings).RunAsync(
            loaded.Values,
            new ExportArguments(parsed.GetValue(format), parsed.GetRequiredValue(output), TimeoutFlag.Read(parsed.GetValue(timeout)), parsed.GetValue(from)),
            stopping),
            parsed => parsed.GetValue(from) is not null);
    }
}
