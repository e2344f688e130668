using System.Globalization;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Asking;

/// <summary>Answers which items are nearest to an item.</summary>
internal sealed class SimilarCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(StreamEmbedOptions options, AskingArguments arguments, CancellationToken stopping)
    {
        var view = await AnswerView.ReadAsync(options, arguments.From, arguments.Patience, surroundings, stopping);
        if (!view.TryGetItem(arguments.Id, out _))
        {
            throw new CommandFailedException(string.Create(
                CultureInfo.InvariantCulture, $"There is no item '{arguments.Id}' among the {view.ItemCount:N0} of {(arguments.From is null ? "snapshot" : "checkpoint")} {view.Snapshot.Number}."));
        }

        var found = view.SimilarItems(arguments.Id, arguments.Count, exact: arguments.Exact);
        ScoredAnswer.Write(surroundings.Output, arguments.Json, view.Snapshot.Number, arguments.From is not null, found);
        return ExitCode.Done;
    }
}
