using System.Diagnostics;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Files;
using StreamEmbed.Naming;
using StreamEmbed.Training;

namespace StreamEmbed.Host.Training;

/// <summary>Builds a model from a file of history.</summary>
internal sealed class TrainCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(StreamEmbedOptions options, TrainArguments arguments, CancellationToken stopping)
    {
        options = options.WithProtectedItems();
        IHistory history = arguments.IsSessions
            ? new SessionHistory(arguments.File, options.Events.MaxIdBytes, surroundings.Time.GetUtcNow().ToUnixTimeMilliseconds())
            : new EventHistory(arguments.File, options, surroundings.Time);
        var model = new ItemEmbeddings(options.Training, options.Vocabulary);

        var start = surroundings.Time.GetTimestamp();
        var cpuStart = System.Environment.CpuUsage.TotalTime;
        var epoch = 0;
        await FileProgress.ShowAsync(
            surroundings,
            arguments.File,
            history.Bytes * arguments.Epochs,
            () => (history.Bytes * epoch) + history.BytesRead,
            () => Task.Run(
                () =>
                {
                    for (; epoch < arguments.Epochs; epoch++)
                    {
                        history.Train(model, epoch, () => model.Progress = Share(history, epoch, arguments.Epochs), stopping);
                    }
                },
                stopping));

        using var process = Process.GetCurrentProcess();
        var stats = model.Stats;
        new TrainReport
        {
            Tokens = stats.Tokens,
            Sessions = history.Sessions,
            Items = model.Count,
            Dimension = model.Dimension,
            Preset = SnakeCase.Of(options.Training.Preset),
            Threads = options.Training.Workers,
            Kernels = SnakeCase.Of(model.Kernels),
            TrainingCpuSeconds = (System.Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds,
            TrainingSeconds = surroundings.Time.GetElapsedTime(start).TotalSeconds,
            Loss = stats.PositiveWeight > 0 ? (stats.PositiveLoss + stats.NegativeLoss) / stats.PositiveWeight : null,
            PeakMemoryBytes = process.PeakWorkingSet64,
        }.Write(surroundings.Output, arguments.Json);
        return ExitCode.Done;
    }

    private static double Share(IHistory history, int epoch, int epochs) =>
        history.Bytes == 0 ? 1 : (epoch + ((double)history.BytesRead / history.Bytes)) / epochs;
}
