using System.Globalization;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Asking;

/// <summary>Answers which items are nearest to a user, without those that the user saw of late.</summary>
internal sealed class RecommendCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(StreamEmbedOptions options, AskingArguments arguments, CancellationToken stopping)
    {
        var view = await AnswerView.ReadAsync(options, arguments.From, arguments.Patience, surroundings, stopping);
        if (!view.TryGetUser(arguments.Id, out _))
        {
            throw new CommandFailedException(string.Create(
                CultureInfo.InvariantCulture, $"There is no vector of user '{arguments.Id}' among the {view.UserCount:N0} in {arguments.From ?? options.Kafka.ServingTopic}."));
        }

        var found = view.Recommend(arguments.Id, arguments.Count, exact: arguments.Exact);
        ScoredAnswer.Write(surroundings.Output, arguments.Json, view.Snapshot.Number, arguments.From is not null, found);
        return ExitCode.Done;
    }
}
