using System.Diagnostics;

namespace StreamEmbed.TestKit.RealKafka;

/// <summary>A real Apache Kafka that a test starts for itself, by the script that the environment names.</summary>
public sealed class KafkaProcess : IAsyncDisposable
{
    private readonly string _directory;
    private readonly string[] _arguments;

    private KafkaProcess(string directory, string[] arguments, string bootstrapServers) =>
        (_directory, _arguments, BootstrapServers) = (directory, arguments, bootstrapServers);

    /// <summary>The script (STREAMEMBED_TEST_KAFKA); null where there is none and tests that need it are skipped.</summary>
    public static string? Script => Environment.GetEnvironmentVariable("STREAMEMBED_TEST_KAFKA") is { Length: > 0 } script ? script : null;

    /// <summary>Where it listens, also after it was killed and started again.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts a broker with a new directory and returns when it is ready.</summary>
    /// <param name="arguments">More arguments of the script's <c>start</c>.</param>
    public static async Task<KafkaProcess> StartAsync(params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("streamembed-kafka-").FullName;
        return new KafkaProcess(directory, arguments, await RunAsync(["start", directory, .. arguments]));
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync() => RunAsync(["kill", _directory]);

    /// <summary>Starts it again, with what is on its disk.</summary>
    public Task RestartAsync() => RunAsync(["start", _directory, .. _arguments]);

    public async ValueTask DisposeAsync()
    {
        await RunAsync(["stop", _directory]);
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The last line that the script printed.</summary>
    private static async Task<string> RunAsync(string[] arguments)
    {
        // Its output goes through files: brokers inherit the script's, and a pipe would not end before they do.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, Script! } };
            Array.ForEach(arguments, start.ArgumentList.Add);
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            var lines = await File.ReadAllLinesAsync(output);
            return process.ExitCode == 0
                ? lines.LastOrDefault("").Trim()
                : throw new InvalidOperationException($"{Script} {string.Join(' ', arguments)} failed: {string.Join(Environment.NewLine, lines)}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
