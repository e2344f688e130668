namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>What happens to the broker while the service runs.</summary>
internal enum BrokerTrouble
{
    None,

    /// <summary>Stopped in good order and started again behind the service's death.</summary>
    Restarted,

    /// <summary>Killed by SIGKILL and started again behind the service's death.</summary>
    Killed,
}
