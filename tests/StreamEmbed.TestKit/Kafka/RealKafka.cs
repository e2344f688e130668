using System.Diagnostics;

namespace StreamEmbed.TestKit.Kafka;

/// <summary>A real Apache Kafka, started by the script that STREAMEMBED_TEST_KAFKA names, in a directory and on ports of its own.</summary>
/// <remarks>
/// Without that variable there is none: a test says <c>Assert.SkipUnless(RealKafka.IsAvailable, RealKafka.WhySkipped)</c>
/// first. It starts with the first look at <see cref="BootstrapServers"/> (about five seconds) and is ended by
/// <see cref="Dispose"/>, also when tests fail, at the latest when the test process ends. As an assembly fixture it serves
/// all tests that do not break it; those that do start their own. Thread-safe.
/// </remarks>
public sealed class RealKafka : IDisposable
{
    public const string WhySkipped = "Needs a real Kafka: STREAMEMBED_TEST_KAFKA names no script that starts one.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly string[] _settings;
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "streamembed-kafka-" + Guid.NewGuid().ToString("n")[..12]);
    private string? _servers;
    private bool _disposed;

    public RealKafka()
        : this([])
    {
    }

    private RealKafka(string[] settings)
    {
        _settings = settings;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public static bool IsAvailable => Script is { Length: > 0 };

    /// <param name="settings">Broker settings, each <c>key=value</c>.</param>
    public static RealKafka With(params string[] settings) => new(settings);

    /// <summary>Where it listens. Starts it when it does not run yet.</summary>
    public string BootstrapServers
    {
        get
        {
            lock (_lock)
            {
                return _servers ?? Start();
            }
        }
    }

    private static string? Script => Environment.GetEnvironmentVariable("STREAMEMBED_TEST_KAFKA");

    /// <summary>Starts it, or starts it again where it was: same ports, same data.</summary>
    public string Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            // The settings are kept with the data: given once.
            var settings = _servers is null ? _settings.SelectMany(setting => new[] { "--set", setting }) : [];
            return _servers = Run(["start", _directory, .. settings]).Trim();
        }
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill() => Run(["kill", _directory]);

    /// <summary>Ends it in good order.</summary>
    public void Stop() => Run(["stop", _directory]);

    /// <summary>Makes it hang with its connections open, until <see cref="Continue"/>.</summary>
    public void Pause() => Run(["pause", _directory]);

    public void Continue() => Run(["continue", _directory]);

    /// <summary>Runs one of Kafka's own tools, for example <c>topics</c>, and returns what it printed.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments; <c>--bootstrap-server</c> is added.</param>
    /// <param name="input">What it reads.</param>
    public string Tool(string name, IEnumerable<string> arguments, string input = "") =>
        Run(["tool", name, "--bootstrap-server", BootstrapServers, .. arguments], input);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        lock (_lock)
        {
            if (!_disposed && Directory.Exists(_directory))
            {
                // A stopped process does not die of a kill's wait alone.
                TryRun(["continue", _directory]);
                TryRun(["kill", _directory]);
                Directory.Delete(_directory, recursive: true);
            }

            _disposed = true;
        }
    }

    private static void TryRun(string[] arguments)
    {
        try
        {
            Run(arguments);
        }
        catch (InvalidOperationException)
        {
            // It never came up: nothing to end.
        }
    }

    private static string Run(string[] arguments, string input = "")
    {
        var script = Script ?? throw new InvalidOperationException(WhySkipped);
        using var process = Process.Start(new ProcessStartInfo(script, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"'{script} {string.Join(' ', arguments)}' did not end within {Patience}.");
        }

        return process.ExitCode == 0
            ? output.GetAwaiter().GetResult()
            : throw new InvalidOperationException(
                $"'{script} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {errors.GetAwaiter().GetResult()}{output.GetAwaiter().GetResult()}");
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();
}
