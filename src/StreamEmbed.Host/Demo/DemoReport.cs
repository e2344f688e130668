using System.Globalization;
using System.Text.Json;

namespace StreamEmbed.Host.Demo;

/// <summary>What a demo run did, for machines. Field names are a contract: they may be added to, not renamed.</summary>
/// <param name="EventsRead">Records read from the clicks topic: accepted + late + rejected.</param>
/// <param name="EventsAccepted">Events used (or of an ignored type).</param>
/// <param name="EventsRejected">Records sent to the dead-letter topic, by reason.</param>
/// <param name="EventsLate">Events that came after their session had closed.</param>
/// <param name="SessionsClosed">Every session that ended, by reason, also those too short to train on.</param>
/// <param name="SessionsTrained">Sessions trained on.</param>
/// <param name="Items">Items in the trainer's vocabulary.</param>
/// <param name="Users">Users remembered.</param>
/// <param name="Snapshot">Number of the last snapshot published.</param>
/// <param name="ReaderItems">Items that the reader holds.</param>
/// <param name="ReaderUsers">Users that the reader holds.</param>
/// <param name="TrainerDigest">Digest of the trainer's rows.</param>
/// <param name="ReaderDigest">Digest of the reader's rows.</param>
/// <param name="EventsSent">Events sent to the clicks topic.</param>
/// <param name="Seconds">Wall-clock time by phase.</param>
/// <param name="CpuSeconds">Processor time of the whole process: broker, feeder, line and reader together.</param>
internal sealed record DemoReport(
    long EventsRead,
    long EventsAccepted,
    IReadOnlyDictionary<string, long> EventsRejected,
    long EventsLate,
    IReadOnlyDictionary<string, long> SessionsClosed,
    long SessionsTrained,
    long Items,
    long Users,
    long Snapshot,
    long ReaderItems,
    long ReaderUsers,
    string TrainerDigest,
    string ReaderDigest,
    long EventsSent,
    IReadOnlyDictionary<string, double> Seconds,
    double CpuSeconds)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>What is wrong with the run, one sentence each; none when everything that was sent arrived everywhere.</summary>
    public IEnumerable<string> Faults()
    {
        if (EventsRead != EventsSent)
        {
            yield return $"{EventsSent} events were sent to the clicks topic, but {EventsRead} were read.";
        }

        if (EventsRead != EventsAccepted + EventsLate + EventsRejected.Values.Sum())
        {
            yield return $"{EventsRead} events were read, but accepted, late and rejected ones do not add up to that.";
        }

        if (TrainerDigest != ReaderDigest)
        {
            yield return $"The reader's items differ from the trainer's: digest {ReaderDigest} instead of {TrainerDigest}.";
        }

        if (ReaderItems != Items)
        {
            yield return $"The reader holds {ReaderItems} items, the trainer {Items}.";
        }
    }

    /// <summary>One line for people.</summary>
    public string Summary() => string.Create(
        CultureInfo.InvariantCulture,
        $"{EventsRead:N0} events, {SessionsClosed.Values.Sum():N0} sessions ({SessionsTrained:N0} trained), {Items:N0} items; "
        + $"the reader holds snapshot {Snapshot}: {ReaderItems:N0} items, {ReaderUsers:N0} users, {Verdict}.");

    private string Verdict => TrainerDigest == ReaderDigest ? "exactly the trainer's" : "not the trainer's";

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
