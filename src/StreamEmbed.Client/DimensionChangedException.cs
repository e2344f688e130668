namespace StreamEmbed.Client;

/// <summary>The topic now carries vectors of another length, which nothing computed so far compares with.</summary>
public sealed class DimensionChangedException : Exception
{
    internal DimensionChangedException(int held, int found, long snapshot)
        : base($"Snapshot {snapshot} has vectors of {found} dimensions where {held} were served until now: "
            + "the model was replaced by another one. Start a new reader to serve it.") =>
        (Held, Found) = (held, found);

    /// <summary>Length of the vectors served until now.</summary>
    public int Held { get; }

    /// <summary>Length of the vectors in the topic.</summary>
    public int Found { get; }
}
