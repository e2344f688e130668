namespace StreamEmbed.Vocabulary;

/// <summary>What an event of one moment adds to a <see cref="DecayedCount"/>: <c>Value · 2^(64 · Epoch)</c>.</summary>
internal readonly record struct DecayedWeight(double Value, int Epoch)
{
    /// <summary>The weight of an event at a time; a power is taken once for a session, not once for an event.</summary>
    public static DecayedWeight At(long timeMs, double halfLifeMs)
    {
        var halfLives = timeMs / halfLifeMs;
        var epoch = (int)Math.Floor(halfLives / DecayedCount.EpochHalfLives);
        return new DecayedWeight(Math.Pow(2, halfLives - ((double)DecayedCount.EpochHalfLives * epoch)), epoch);
    }
}
