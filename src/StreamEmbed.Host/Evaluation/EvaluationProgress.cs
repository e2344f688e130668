using Spectre.Console;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Evaluation;

/// <summary>A bar that shows how much of an evaluation is done, where the output is a terminal and people read the answer.</summary>
internal static class EvaluationProgress
{
    /// <summary>Returns when the work is done, whatever became of it.</summary>
    /// <param name="surroundings">Where the bar goes.</param>
    /// <param name="systems">What the work reports when it is done.</param>
    /// <param name="work">Is given the function that it reports to, from 0 to <paramref name="systems"/>.</param>
    public static Task ShowAsync(Surroundings surroundings, int systems, Func<Action<double>, Task> work)
    {
        if (!surroundings.OutputIsTerminal)
        {
            return work(_ => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Output) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress =>
            {
                var bar = progress.AddTask("Evaluating", maxValue: systems);
                return work(done => bar.Value = done);
            });
    }
}
