using System.CommandLine;
using StreamEmbed.Client;
using StreamEmbed.Host.Checkpointing;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Asking;

/// <summary>The flags of commands that answer from the serving topic.</summary>
internal sealed class AskingFlags
{
    private readonly Option<int> _count = new("--count")
    {
        HelpName = "N",
        Description = "Most items wanted.",
        DefaultValueFactory = _ => 20,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, out var count) || count is < 1 or > EmbeddingView.MaxCount)
            {
                result.AddError($"--count must be a whole number from 1 to {EmbeddingView.MaxCount}, but is '{text}'.");
            }

            return count;
        },
    };

    private readonly Option<bool> _exact = new("--exact") { Description = "Compare with all items. This is the default." };

    private readonly Option<bool> _approximate = new("--approximate")
    {
        Description = "Look only where near items are likely: faster where a catalogue is large, and misses few.",
    };

    private readonly Option<TimeSpan?> _timeout = TimeoutFlag.Create();

    private readonly Option<string?> _from = FromFlag.Create();

    private readonly Option<bool> _json = Answers.JsonFlag();

    public void AddTo(Command command)
    {
        command.Options.Add(_count);
        command.Options.Add(_from);
        command.Options.Add(_exact);
        command.Options.Add(_approximate);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_exact) && result.GetValue(_approximate))
            {
                result.AddError("--exact and --approximate exclude each other.");
            }
        });
        command.Options.Add(_json);
        command.Options.Add(_timeout);
    }

    public AskingArguments Read(string id, ParseResult parsed) =>
        new(
            id,
            parsed.GetValue(_count),
            !parsed.GetValue(_approximate),
            parsed.GetValue(_json),
            TimeoutFlag.Read(parsed.GetValue(_timeout)),
            parsed.GetValue(_from));

    /// <summary>Whether a checkpoint answers, so that no broker is needed.</summary>
    public bool IsFromCheckpoint(ParseResult parsed) => parsed.GetValue(_from) is not null;
}
