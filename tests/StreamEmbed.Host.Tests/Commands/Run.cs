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

    public static async Task<Run> WithEnvironmentAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = new Surroundings(output, error, environment, Path.GetTempPath(), TimeProvider.System);
        var code = await CommandLine.RunAsync(arguments, surroundings, TestContext.Current.CancellationToken);
        return new Run(code, output.ToString(), error.ToString());
    }
}
