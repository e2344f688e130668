namespace StreamEmbed.Ports;

/// <summary>Told when a durable step is done, so that a test can end the process between any two of them. Any thread may tell.</summary>
public interface IFaultPoints
{
    /// <param name="step">Its name, as docs/recovery.md lists them.</param>
    void Reach(string step);
}
