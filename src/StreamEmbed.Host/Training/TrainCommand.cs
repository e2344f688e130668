using System.Diagnostics;
using StreamEmbed.Host.Checkpointing;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Files;
using StreamEmbed.Naming;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Training;

/// <summary>Builds a model from a file of history, and leaves it as a checkpoint for a service to go on from.</summary>
internal sealed class TrainCommand(Surroundings surroundings)
{
    public async Task<int> RunAsync(StreamEmbedOptions options, TrainArguments arguments, CancellationToken stopping)
    {
        options = options.WithProtectedItems();
        IHistory history = arguments.IsSessions
            ? new SessionHistory(arguments.File, options.Events.MaxIdBytes, surroundings.Time.GetUtcNow().ToUnixTimeMilliseconds())
            : new EventHistory(arguments.File, options, surroundings.Time);
        var model = new ItemEmbeddings(options.Training, options.Vocabulary);

        using var target = options.Checkpoint.IsOn ? WarmStartDirectory.Open(options.Checkpoint, surroundings.Time) : null;

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
        var report = new TrainReport
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
        };

        // Behind the measured part.
        var receipt = target is null ? null : await Task.Run(() => Save(target, model, history, options.Users, stopping), stopping);
        (report with { Checkpoint = receipt?.Number, CheckpointDirectory = receipt is null ? null : options.Checkpoint.Directory })
            .Write(surroundings.Output, arguments.Json);
        return ExitCode.Done;
    }

    private static CheckpointReceipt Save(
        WarmStartDirectory target, ItemEmbeddings model, IHistory history, UserOptions options, CancellationToken stopping)
    {
        // The history is over: a falling rate begins anew for what comes.
        model.Progress = 0;
        var users = new UserHistories(options);
        history.Remember(users, stopping);
        return target.Write(model, users);
    }

    private static double Share(IHistory history, int epoch, int epochs) =>
        history.Bytes == 0 ? 1 : (epoch + ((double)history.BytesRead / history.Bytes)) / epochs;
}
