using System.Diagnostics;
using System.Text.RegularExpressions;
using StreamEmbed.Checkpoints.Faults;
using StreamEmbed.Ports;
using StreamEmbed.Serving;

namespace StreamEmbed.CrashTest;

/// <summary>Ends the process by SIGKILL when a step is reached for the n-th time.</summary>
/// <remarks>
/// A step may be waited at first: records that were handed to the client are sent by its own threads meanwhile, so some are at the broker
/// when the process dies. The other stages go on while one waits.
/// </remarks>
internal sealed partial class FaultAt : IFaultPoints
{
    public const string Variable = "STREAMEMBED_FAULT_AT";

    private readonly string _step;
    private readonly TimeSpan _wait;
    private int _passings;

    private FaultAt(string step, int passing, TimeSpan wait) => (_step, _passings, _wait) = (step, passing, wait);

    /// <summary>What the variable says; nothing happens without it.</summary>
    /// <exception cref="ArgumentException">It names no step.</exception>
    public static IFaultPoints From(IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue(Variable, out var text))
        {
            return NoFaults.Instance;
        }

        var match = Form().Match(text);
        if (!match.Success || !CommitStep.All.Concat(PublishStep.All).Contains(match.Groups["step"].Value))
        {
            throw new ArgumentException($"{Variable} is '{text}', not STEP[:PASSING][+MILLISECONDS] with one of {string.Join(", ", CommitStep.All.Concat(PublishStep.All))}.");
        }

        return new FaultAt(match.Groups["step"].Value, Number(match.Groups["passing"], 1), TimeSpan.FromMilliseconds(Number(match.Groups["wait"], 0)));
    }

    public void Reach(string step)
    {
        if (step != _step || Interlocked.Decrement(ref _passings) != 0)
        {
            return;
        }

        Thread.Sleep(_wait);
        using var own = Process.GetCurrentProcess();
        own.Kill();
        // The signal may take a moment: not one instruction of this stage more.
        Thread.Sleep(Timeout.Infinite);
    }

    private static int Number(Group group, int otherwise) =>
        group.Success ? int.Parse(group.ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex(@"^(?<step>[a-z-]+)(?::(?<passing>[1-9]\d{0,5}))?(?:\+(?<wait>\d{1,5}))?$")]
    private static partial Regex Form();
}
