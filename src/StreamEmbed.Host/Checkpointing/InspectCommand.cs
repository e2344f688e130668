using System.Globalization;
using StreamEmbed.Checkpoints.Inspection;
using StreamEmbed.Host.Commands;
using StreamEmbed.Naming;

namespace StreamEmbed.Host.Checkpointing;

/// <summary>Says what is in a directory of checkpoints, and whether every byte of it is what was written.</summary>
internal sealed class InspectCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(InspectArguments arguments, CancellationToken stopping)
    {
        // Reading blocks, and a stop should not wait for the end of large files.
        var inspection = await Task.Run(() => CheckpointInspector.Inspect(arguments.Directory, CheckpointContent.Of), stopping).WaitAsync(stopping);
        if (arguments.Json)
        {
            WriteJson(arguments.Directory, inspection);
        }
        else
        {
            WriteText(inspection);
        }

        if (inspection.Damages.Count == 0)
        {
            return ExitCode.Done;
        }

        var use = inspection.Newest is { } newest
            ? $"a service goes on from checkpoint {newest.Number}"
            : "no checkpoint here can be used";
        throw new CommandFailedException($"{arguments.Directory} is damaged; {use}. {string.Join(' ', inspection.Damages)}");
    }

    private void WriteJson(string directory, Inspection<CheckpointContent> inspection) => Answers.WriteJson(surroundings.Output, new
    {
        directory,
        checkpoints = inspection.Checkpoints.Select(checkpoint => new
        {
            number = checkpoint.Number,
            created = CreatedOf(checkpoint),
            program = checkpoint.Program,
            bytes = BytesOf(checkpoint),
            is_whole = checkpoint.IsWhole,
            damage = checkpoint.Damage,
            files = checkpoint.Files.Select(file => new { name = file.Name, kind = SnakeCase.Of(file.Kind), bytes = file.Bytes, damage = file.Damage }),
        }),
        newest = inspection.Newest?.Number,
        content = inspection.Content,
        damages = inspection.Damages,
    });

    private void WriteText(Inspection<CheckpointContent> inspection)
    {
        var output = surroundings.Output;
        if (inspection is { Newest: { } newest, Content: { } content })
        {
            string[][] rows =
            [
                ["checkpoint", Text(newest.Number)],
                ["created", Text(CreatedOf(newest))],
                ["program", newest.Program is { Length: > 0 } program ? program : "-"],
                ["event time", Text(content.EventTime)],
                ["items", Text(content.Items)],
                ["dimension", Text(content.Dimension)],
                ["users", Text(content.Users)],
                ["sessions open", Text(content.SessionsOpen)],
            ];
            Answers.WriteTable(output, ["", "newest"], rows);
            output.WriteLine();
            Answers.WriteTable(output, ["partition", "next offset", "event time"], content.Positions.Select(partition => new[]
            {
                Text(partition.Partition), Text(partition.Offset), Text(partition.EventTime),
            }));
            output.WriteLine();
        }

        Answers.WriteTable(output, ["checkpoint", "created", "bytes", "state"], inspection.Checkpoints.Select(checkpoint => new[]
        {
            Text(checkpoint.Number), Text(CreatedOf(checkpoint)), Text(BytesOf(checkpoint)), checkpoint.IsWhole ? "whole" : "damaged",
        }));
        output.WriteLine();
        Answers.WriteTable(
            output,
            ["file", "bytes", "state"],
            inspection.Checkpoints.SelectMany(checkpoint => checkpoint.Files).DistinctBy(file => (file.Name, file.Damage))
                .Select(file => new[] { file.Name, Text(file.Bytes), file.Damage is null ? "whole" : "damaged" }));
    }

    private static DateTimeOffset? CreatedOf(InspectedCheckpoint checkpoint) =>
        checkpoint.CreatedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private static long BytesOf(InspectedCheckpoint checkpoint) => checkpoint.Files.Sum(file => file.Bytes);

    private static string Text(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "-";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
