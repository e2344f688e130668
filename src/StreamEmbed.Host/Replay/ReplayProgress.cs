using Spectre.Console;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Files;

namespace StreamEmbed.Host.Replay;

/// <summary>A bar that shows how much of a file was read, where the output is a terminal.</summary>
internal static class ReplayProgress
{
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the work is done, whatever became of it.</summary>
    public static Task ShowAsync(Surroundings surroundings, EventFile file, Func<Task> work)
    {
        if (!surroundings.OutputIsTerminal)
        {
            return work();
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Output) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask(Markup.Escape(Path.GetFileName(file.Name)), maxValue: file.Bytes);
                var working = work();
                while (!working.IsCompleted)
                {
                    bar.Value = file.BytesRead;
                    await Task.WhenAny(working, Task.Delay(RefreshEvery, surroundings.Time, CancellationToken.None));
                }

                await working;
            });
    }
}
