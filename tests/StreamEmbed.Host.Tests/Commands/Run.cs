using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Tests.Commands;

/// <summary>Runs command lines as the program does, with outputs in memory and an environment of the test's own.</summary>
internal sealed class Run
{
    private Run(int code, string output, string error)
    {
        Code = code;
        Output = output;
        Error = error;
    }

    public int Code { get; }

    public string Output { get; }

    public string Error { get; }

    public static Task<Run> OfAsync(params string[] arguments) => WithEnvironmentAsync([], arguments);

    public static Task<Run> WithEnvironmentAsync(Dictionary<string, string> environment, params string[] arguments) =>
        UntilAsync(arguments, environment, TestContext.Current.CancellationToken);

    /// <summary>Runs until done or stopped, as by Ctrl-C.</summary>
    public static async Task<Run> UntilAsync(string[] arguments, Dictionary<string, string> environment, CancellationToken stopping)
    {
        var output = new SharedText();
        var error = new SharedText();
        var surroundings = new Surroundings(output, false, error, environment, Path.GetTempPath(), TimeProvider.System);
        var code = await CommandLine.RunAsync(arguments, surroundings, stopping);
        return new Run(code, output.ToString(), error.ToString());
    }
}
