using StreamEmbed.CrashTest;
using StreamEmbed.Host.Commands;

// The program itself never reads the variable and cannot kill itself: it is composed with fault points that do nothing.
// Here it is composed with others; everything behind that is the program's own code.
using var signals = new StopSignals();
switch (args)
{
    case ["service", .. var arguments]:
        var surroundings = Surroundings.OfProcess();
        return await CommandLine.RunAsync(arguments, surroundings with { Faults = FaultAt.From(surroundings.Environment) }, signals.Stopping);
    case ["broker", .. var topics] when topics.Length > 0:
        return await BrokerProcess.RunAsync(topics, signals.Stopping);
    default:
        Console.Error.WriteLine($"usage: service ARGUMENTS OF STREAMEMBED... (with {FaultAt.Variable}=STEP[:PASSING][+MILLISECONDS]) | broker TOPIC:PARTITIONS...");
        return 2;
}
