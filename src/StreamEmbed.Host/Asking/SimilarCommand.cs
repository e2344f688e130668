using System.Globalization;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Asking;

/// <summary>Answers which items are nearest to an item.</summary>
internal sealed class SimilarCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(StreamEmbedOptions options, AskingArguments arguments, CancellationToken stopping)
    {
        var view = await ServingTopicView.ReadAsync(options, arguments.Patience, surroundings, stopping);
        if (!view.TryGetItem(arguments.Id, out _))
        {
            throw new CommandFailedException(string.Create(
                CultureInfo.InvariantCulture, $"There is no item '{arguments.Id}' among the {view.ItemCount:N0} of snapshot {view.Snapshot.Number}."));
        }

        ScoredAnswer.Write(surroundings.Output, arguments.Json, view.Snapshot.Number, view.SimilarItems(arguments.Id, arguments.Count, exact: arguments.Exact));
        return ExitCode.Done;
    }
}
