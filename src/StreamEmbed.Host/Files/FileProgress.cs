using Spectre.Console;
using StreamEmbed.Host.Commands;

namespace StreamEmbed.Host.Files;

/// <summary>A bar that shows how much of a file was read, where the output is a terminal.</summary>
internal static class FileProgress
{
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the work is done, whatever became of it.</summary>
    public static Task ShowAsync(Surroundings surroundings, string name, long bytes, Func<long> bytesRead, Func<Task> work)
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
                var bar = progress.AddTask(Markup.Escape(Path.GetFileName(name)), maxValue: bytes);
                var working = work();
                while (!working.IsCompleted)
                {
                    bar.Value = bytesRead();
                    await Task.WhenAny(working, Task.Delay(RefreshEvery, surroundings.Time, CancellationToken.None));
                }

                await working;
            });
    }
}
