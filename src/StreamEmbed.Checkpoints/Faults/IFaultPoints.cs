namespace StreamEmbed.Checkpoints.Faults;

/// <summary>Told when a step of a commit is done, so that a test can end the process between any two of them.</summary>
public interface IFaultPoints
{
    /// <param name="step">One of <see cref="CommitStep"/>.</param>
    void Reach(string step);
}
