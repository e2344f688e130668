using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Checkpoints;
using StreamEmbed.Events;
using StreamEmbed.Ports;
using StreamEmbed.Randomness;
using StreamEmbed.Sessions;
using StreamEmbed.State;
using StreamEmbed.Training;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Benchmarks.Checkpoints;

/// <summary>What a checkpoint costs beside what the disk itself takes for the same bytes: whole, as changes, and read back.</summary>
internal static class CheckpointBenchmark
{
    private const string Help = """
        checkpoint [--items N] [--dimension 128] [--rounds 3] [--changed 0.01] [--directory DIR]

        Trains a model of N items (1,000,000 by default). In each round, one after the other: the disk writes as many bytes from one buffer of
        1 MB and flushes them; the model is saved whole; sessions change a share of the rows and the changes are saved; the files are read
        from the disk into one buffer of 1 MB; the model is restored from them. The kernel is asked to forget the files before both reads.
        """;

    private const int SessionItems = 8;

    public static int Run(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var items = int.Parse(Option(args, "--items", "1000000"), CultureInfo.InvariantCulture);
        var dimension = int.Parse(Option(args, "--dimension", "128"), CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option(args, "--rounds", "3"), CultureInfo.InvariantCulture);
        var changed = double.Parse(Option(args, "--changed", "0.01"), CultureInfo.InvariantCulture);
        var parent = Option(args, "--directory", Path.GetTempPath());
        var path = Path.Combine(parent, $"streamembed-checkpoint-benchmark-{Environment.ProcessId}");
        Directory.CreateDirectory(path);
        try
        {
            var options = new TrainingOptions { Dimension = dimension };
            var model = Train(items, options);
            for (var round = 1; round <= rounds; round++)
            {
                new Round(model, options, items, changed, Path.Combine(path, $"{round}"), round).Run();
            }
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }

        return 0;
    }

    private static ItemEmbeddings Train(int items, TrainingOptions options)
    {
        var model = new ItemEmbeddings(options, new VocabularyOptions());
        for (var i = 0; i < items; i += SessionItems)
        {
            model.Enqueue(SessionOf([.. Enumerable.Range(i, Math.Min(SessionItems, items - i))]));
        }

        model.Flush();
        return model;
    }

    private static Session SessionOf(int[] items)
    {
        const long Ms = 1_700_000_000_000;
        return new Session(
            new UserId("u"),
            [.. items.Select(item => new ItemId(string.Create(CultureInfo.InvariantCulture, $"item{item}")))],
            [.. items.Select(_ => 1f)],
            Ms,
            Ms,
            SessionEnd.Gap);
    }

    private static string Option(string[] args, string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }

    /// <summary>One round, in a directory of its own.</summary>
    private sealed class Round(ItemEmbeddings model, TrainingOptions options, int items, double changed, string path, int number)
    {
        private const double Mega = 1e6;

        private readonly SeededRandom _random = new(number);

        public void Run()
        {
            using var directory = new CheckpointDirectory(path, 3, NoFaults.Instance, TimeProvider.System, NullLogger<CheckpointDirectory>.Instance);
            var (whole, full) = Save(directory, isWhole: true, "whole");
            var disk = DiskProbe.Write(Path.Combine(path, "probe"), whole);
            Say($"the disk alone: {whole / Mega:F0} MB in {disk.TotalSeconds:F2} s, {whole / Mega / disk.TotalSeconds:F0} MB/s; the whole checkpoint has {disk / full * 100:F0} % of its speed");

            var rows = ChangeRows();
            var (increment, _) = Save(directory, isWhole: false, "changes");
            Say($"{rows} of {items} rows changed ({100.0 * rows / items:F2} %): the changes are 1/{(double)whole / increment:F0} of the whole");

            // The one of the disk before the one of ours, and once more behind it: what a shared disk does meanwhile shows.
            var first = DiskProbe.Read(path);
            var restored = Timed(() => Restore(directory));
            var second = DiskProbe.Read(path);
            var read = TimeSpan.FromTicks((first.Ticks + second.Ticks) / 2);
            Say($"reading the files {first.TotalSeconds:F2} s and {second.TotalSeconds:F2} s, restoring {restored.TotalSeconds:F2} s: {restored / read:F2} times");
            directory.Dispose();
            Directory.Delete(path, recursive: true);
        }

        private (long Bytes, TimeSpan Written) Save(CheckpointDirectory directory, bool isWhole, string what)
        {
            GC.Collect();
            var before = DiskProbe.ResidentBytes(reset: true);
            using var save = new StateSave(isWhole);
            var pause = Timed(() => model.Save(save));
            var held = save.Length;
            long bytes = 0;
            var written = Timed(() => bytes = directory.Write(save).Bytes);
            var peak = DiskProbe.PeakBytes();
            Say($"{what}: {bytes / Mega:F1} MB; copied in {pause.TotalMilliseconds:F1} ms ({held / pause.TotalSeconds / Mega:F0} MB/s), "
                + $"written in {written.TotalSeconds:F3} s ({bytes / written.TotalSeconds / Mega:F0} MB/s); "
                + $"memory {before / Mega:F0} MB before, at most {peak / Mega:F0} MB ({(double)peak / before:F2} times; {(peak - held) / (double)before:F2} without what was copied)");
            return (bytes, written);
        }

        // Training changes more rows than those of the session, the noise's: so many sessions that together it is the share.
        private int ChangeRows()
        {
            var before = model.RowsUnsaved;
            while (model.RowsUnsaved - before < changed * items)
            {
                model.Train(SessionOf([.. Enumerable.Range(0, SessionItems).Select(_ => _random.NextInt(items))]));
            }

            return model.RowsUnsaved;
        }

        private void Restore(CheckpointDirectory directory)
        {
            DiskProbe.Forget(path);
            var fresh = new ItemEmbeddings(options, new VocabularyOptions());
            directory.Restore(saved =>
            {
                fresh.Restore(saved);
                return fresh;
            });
            if (fresh.Count != model.Count)
            {
                throw new InvalidOperationException($"{fresh.Count} items were restored of {model.Count}.");
            }
        }

        private static TimeSpan Timed(Action action)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start);
        }

        private void Say(string text) => Console.WriteLine($"round {number}: {text}");
    }
}
