namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>A broker in a process of its own.</summary>
internal interface ICrashBroker : IDisposable
{
    string Servers { get; }

    /// <summary>Options that the service needs with this broker.</summary>
    IReadOnlyList<string> Options { get; }

    void End(BrokerTrouble how);

    void StartAgain();

    /// <summary>Fails when the broker has forgotten records of these topics, so that a comparison would mean nothing.</summary>
    void RequireAllKept(IReadOnlyList<string> topics);
}
