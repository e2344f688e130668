using StreamEmbed.Benchmarks.Training;

// Each benchmark is named by the first argument; the rest is its own.
switch (args)
{
    case ["train", .. var rest]:
        return TrainBenchmark.Run(rest);
    default:
        Console.Error.WriteLine("usage: StreamEmbed.Benchmarks train [--help]");
        return 2;
}
