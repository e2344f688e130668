namespace StreamEmbed.Pipeline.Batches;

/// <summary>Barriers that travel with a batch, behind its events: each stage acts when they pass, so all act on the same cut of the stream.</summary>
[Flags]
public enum Ticks
{
    None = 0,

    /// <summary>Publish the vectors of the users who clicked.</summary>
    Users = 1,

    /// <summary>Publish the items that changed.</summary>
    Items = 2,

    /// <summary>The input is over: close every session, train everything, publish the rest.</summary>
    EndOfInput = 4,

    /// <summary>The service stops: publish what is trained; open sessions stay open.</summary>
    Stop = 8,
}
