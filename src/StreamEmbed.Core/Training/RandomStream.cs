namespace StreamEmbed.Training;

/// <summary>Each use of randomness has a sequence of its own, so that, say, an eviction does not change what is replayed.</summary>
internal static class RandomStream
{
    public const int Noise = 1;
    public const int Start = 2;
    public const int Replay = 3;
    public const int Eviction = 4;
    public const int Subsampling = 5;
    public const int Neighbours = 6;
}
