using System.CommandLine;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Asking;

/// <summary>The flags of commands that answer from the serving topic.</summary>
internal sealed class AskingFlags
{
    private const int MostItems = 10_000;

    private readonly Option<int> _count = new("--count")
    {
        HelpName = "N",
        Description = "Most items wanted.",
        DefaultValueFactory = _ => 20,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, out var count) || count is < 1 or > MostItems)
            {
                result.AddError($"--count must be a whole number from 1 to {MostItems}, but is '{text}'.");
            }

            return count;
        },
    };

    private readonly Option<TimeSpan?> _timeout = new("--timeout")
    {
        HelpName = "DURATION",
        Description = "How long to wait for brokers, for the topic and for its end. [default: 1m]",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!DurationText.TryParse(text, out var timeout) || timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1))
            {
                result.AddError($"--timeout must be a duration such as 30s or 5m, but is '{text}'.");
            }

            return timeout;
        },
    };

    private readonly Option<bool> _json = Answers.JsonFlag();

    public void AddTo(Command command)
    {
        command.Options.Add(_count);
        command.Options.Add(_json);
        command.Options.Add(_timeout);
    }

    public AskingArguments Read(string id, ParseResult parsed) =>
        new(id, parsed.GetValue(_count), parsed.GetValue(_json), parsed.GetValue(_timeout) ?? TimeSpan.FromMinutes(1));
}
