namespace StreamEmbed.Host.Configuration;

/// <summary>The options cannot be used. Nothing has been started.</summary>
/// <param name="faults">Every fault, one sentence each; no secrets.</param>
internal sealed class InvalidOptionsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
