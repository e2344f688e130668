using StreamEmbed.Benchmarks.Checkpoints;
using StreamEmbed.Benchmarks.Line;
using StreamEmbed.Benchmarks.Quality;
using StreamEmbed.Benchmarks.Search;
using StreamEmbed.Benchmarks.Sessions;
using StreamEmbed.Benchmarks.Training;

// Each benchmark is named by the first argument; the rest is its own.
switch (args)
{
    case ["train", .. var rest]:
        return TrainBenchmark.Run(rest);
    case ["sessions", .. var rest]:
        return SessionTrackerBenchmark.Run(rest);
    case ["line", .. var rest]:
        return await LineBenchmark.RunAsync(rest);
    case ["memory", .. var rest]:
        return MemoryBenchmark.Run(rest);
    case ["checkpoint", .. var rest]:
        return CheckpointBenchmark.Run(rest);
    case ["quality", .. var rest]:
        return QualityBenchmark.Run(rest);
    case ["search", .. var rest]:
        return SearchBenchmark.Run(rest);
    default:
        Console.Error.WriteLine("usage: StreamEmbed.Benchmarks train [--help] | sessions [--no-earlier] [OPEN SESSIONS]... | line [--help] | quality [--help] | memory [--help] | search [--help] | checkpoint [--help]");
        return 2;
}
