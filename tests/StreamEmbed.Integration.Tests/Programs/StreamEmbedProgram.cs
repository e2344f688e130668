using System.Diagnostics;
using System.Text;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Integration.Tests.Programs;

/// <summary>The real program as a process of its own, killed at the latest when the test ends.</summary>
internal sealed class StreamEmbedProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private StreamEmbedProgram(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Read(_output);

    public string Error => Read(_error);

    public static StreamEmbedProgram Start(params string[] arguments) =>
        Start(new Dictionary<string, string>(), arguments);

    /// <param name="environment">Variables beside those of the test.</param>
    /// <param name="arguments">Command and flags.</param>
    public static StreamEmbedProgram Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start("streamembed.dll", environment, arguments);

    /// <summary>The test's own form of the program, that can be told where to die, and be a broker.</summary>
    public static StreamEmbedProgram StartCrashTest(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start("StreamEmbed.CrashTest.dll", environment, arguments);

    private static StreamEmbedProgram Start(string program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new StreamEmbedProgram(new Process { StartInfo = start });
    }

    /// <summary>Runs to the end and returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits for a line of the log.</summary>
    public Task SaysAsync(string text, CancellationToken cancellationToken) => Eventually.HoldsAsync(
        () => Error.Contains(text, StringComparison.Ordinal)
            || (_process.HasExited ? throw new InvalidOperationException($"It ended with {_process.ExitCode} without saying '{text}': {Error}") : false),
        $"'{text}' in: {Error}",
        cancellationToken);

    /// <summary>Asks it to stop, as an operator does, and returns the exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
        return await EndAsync(cancellationToken);
    }

    /// <summary>Ends it at once, by SIGKILL: it can do nothing any more.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
