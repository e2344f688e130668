namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>One way for the service to die: at a step of its own, or at a moment.</summary>
/// <param name="Step">A durable step, behind which it kills itself; null to be killed from outside.</param>
/// <param name="Passing">At which passing of the step.</param>
/// <param name="DelayMs">From the step, from the start of the process, or from the first click that is read, to the signal.</param>
/// <param name="IsEarly">Whether the moment counts from the start of the process: mostly while it restores.</param>
/// <param name="Broker">What happens to the broker in the same life.</param>
internal sealed record Crash(string? Step, int Passing, int DelayMs, bool IsEarly, BrokerTrouble Broker)
{
    public override string ToString() => (Step is not null
        ? $"at passing {Passing} of {Step}, {DelayMs} ms later"
        : $"{DelayMs} ms after {(IsEarly ? "its start" : "it began to read")}") + (Broker == BrokerTrouble.None ? "" : $", broker {Broker}");
}
