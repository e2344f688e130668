using System.Globalization;
using StreamEmbed.Host.Asking;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.VectorFiles;

namespace StreamEmbed.Host.Export;

/// <summary>Writes the item vectors of the serving topic's newest whole snapshot, or of a checkpoint, to files that other programs load.</summary>
internal sealed class ExportCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(StreamEmbedOptions options, ExportArguments arguments, CancellationToken stopping)
    {
        RequireFolder(arguments.Output);
        var view = await AnswerView.ReadAsync(options, arguments.From, arguments.Patience, surroundings, stopping);
        var items = VectorFileSet.Sort(view.Items);
        var files = VectorFileSet.Write(arguments.Format, arguments.Output, items, view.Snapshot.Dimension);
        surroundings.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Wrote {items.Count:N0} items of {(arguments.From is null ? "snapshot" : "checkpoint")} {view.Snapshot.Number}, {view.Snapshot.Dimension} dimensions, to {string.Join(" and ", files)}."));
        return ExitCode.Done;
    }

    // Before anything is read: a name that is wrong should not wait for a broker.
    private static void RequireFolder(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is null || Directory.Exists(path) || !Directory.Exists(folder))
        {
            throw new WrongUseException($"--output {path} is not a file in a folder that exists.");
        }
    }
}
