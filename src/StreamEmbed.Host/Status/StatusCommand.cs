using System.Globalization;
using StreamEmbed.Host.Api;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Status;

/// <summary>Shows how a running service is doing.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(StatusArguments arguments, Surroundings surroundings, CancellationToken stopping)
    {
        using var client = new ServiceClient(arguments.Address);
        var status = await client.SendAsync<ServiceStatus>(HttpMethod.Get, ServingApi.Prefix + "/status", stopping);
        if (arguments.Json)
        {
            Answers.WriteJson(surroundings.Output, status);
        }
        else
        {
            Write(status, surroundings.Output);
        }

        return ExitCode.Done;
    }

    private static void Write(ServiceStatus status, TextWriter output)
    {
        string[][] rows =
        [
            ["lag", Text(status.Lag)],
            ["event time", status.EventTime?.ToString("u", CultureInfo.InvariantCulture) ?? "-"],
            ["snapshot", Text(status.Snapshot)],
            ["checkpoint", status.Checkpoint is { } checkpoint ? Text(checkpoint) : "-"],
            ["items", Text(status.Items)],
            ["users", Text(status.Users)],
            ["sessions open", status.SessionsOpen is { } open ? Text(open) : "-"],
            ["digest", status.Digest],
        ];
        Answers.WriteTable(output, ["", "now"], rows);
        output.WriteLine();
        Answers.WriteTable(output, ["topic", "partition", "position", "lag", "lag seconds"], status.Partitions.Select(partition => new[]
        {
            partition.Topic,
            Text(partition.Partition),
            Text(partition.Position),
            Text(partition.Lag),
            partition.LagSeconds.ToString(CultureInfo.InvariantCulture),
        }));
    }

    private static string Text(VersionStatus version) => version.AgeSeconds is { } age
        ? string.Create(CultureInfo.InvariantCulture, $"{version.Number}, {age:0.0} s old")
        : "none yet";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
