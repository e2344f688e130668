using StreamEmbed.Host.Commands;

using var signals = new StopSignals();
return await CommandLine.RunAsync(args, Surroundings.OfProcess(), signals.Stopping);
