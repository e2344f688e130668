namespace StreamEmbed.Ports;

/// <summary>Nothing happens at any step.</summary>
public sealed class NoFaults : IFaultPoints
{
    public static NoFaults Instance { get; } = new();

    public void Reach(string step)
    {
    }
}
