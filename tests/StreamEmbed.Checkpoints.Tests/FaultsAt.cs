using StreamEmbed.Ports;

namespace StreamEmbed.Checkpoints.Tests;

/// <summary>Throws at a step, and notes all that were reached.</summary>
internal sealed class FaultsAt(Func<string, Exception?> fault) : IFaultPoints
{
    public List<string> Reached { get; } = [];

    public void Reach(string step)
    {
        Reached.Add(step);
        if (fault(step) is { } thrown)
        {
            throw thrown;
        }
    }
}
