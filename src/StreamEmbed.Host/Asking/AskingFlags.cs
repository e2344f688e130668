using System.CommandLine;
using StreamEmbed.Host.Commands;

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

    private readonly Option<TimeSpan?> _timeout = TimeoutFlag.Create();

    private readonly Option<bool> _json = Answers.JsonFlag();

    public void AddTo(Command command)
    {
        command.Options.Add(_count);
        command.Options.Add(_json);
        command.Options.Add(_timeout);
    }

    public AskingArguments Read(string id, ParseResult parsed) =>
        new(id, parsed.GetValue(_count), parsed.GetValue(_json), TimeoutFlag.Read(parsed.GetValue(_timeout)));
}
