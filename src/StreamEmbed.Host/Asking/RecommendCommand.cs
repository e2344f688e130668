using System.Globalization;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Asking;

/// <summary>Answers which items are nearest to a user, without those that the user saw of late.</summary>
internal sealed class RecommendCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(StreamEmbedOptions options, AskingArguments arguments, CancellationToken stopping)
    {
        var view = await ServingTopicView.ReadAsync(options, arguments.Patience, surroundings, stopping);
        if (!view.TryGetUser(arguments.Id, out _))
        {
            throw new CommandFailedException(string.Create(
                CultureInfo.InvariantCulture, $"There is no vector of user '{arguments.Id}' among the {view.UserCount:N0} in {options.Kafka.ServingTopic}."));
        }

        ScoredAnswer.Write(surroundings.Output, arguments.Json, view.Snapshot.Number, view.Recommend(arguments.Id, arguments.Count, exact: arguments.Exact));
        return ExitCode.Done;
    }
}
