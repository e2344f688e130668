namespace StreamEmbed.Host.Demo;

/// <summary>What the demo was asked for, beside its options.</summary>
/// <param name="Headless">Lines of text instead of a live view.</param>
/// <param name="ExitWhenDone">End when all traffic has been processed and published, instead of going on until stopped.</param>
/// <param name="Events">A file of recorded events to replay; null for generated traffic.</param>
/// <param name="Report">Where the figures of the run are written as JSON; null for nowhere.</param>
internal sealed record DemoArguments(bool Headless, bool ExitWhenDone, string? Events, string? Report);
