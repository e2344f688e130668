using System.Text.Json;
using StreamEmbed.Host.Demo;

namespace StreamEmbed.Host.Tests.Demo;

public sealed class DemoReportTests
{
    private static readonly DemoReport Good = new(
        EventsRead: 10,
        EventsAccepted: 7,
        EventsRejected: new Dictionary<string, long> { ["invalid_json"] = 2 },
        EventsLate: 1,
        SessionsClosed: new Dictionary<string, long> { ["gap"] = 3 },
        SessionsTrained: 2,
        Items: 4,
        Users: 2,
        Snapshot: 5,
        ReaderItems: 4,
        ReaderUsers: 2,
        TrainerDigest: "00000000000000aa",
        ReaderDigest: "00000000000000aa",
        EventsSent: 10,
        Seconds: new Dictionary<string, double> { ["run"] = 1.5 },
        CpuSeconds: 1);

    [Fact]
    public void Faults_AreNone_WhenEverythingArrivedEverywhere() => Assert.Empty(Good.Faults());

    public static TheoryData<string, string> Broken => new()
    {
        { "lost event", "11 events were sent" },
        { "sums", "do not add up" },
        { "digest", "differ from the trainer's" },
        { "items", "holds 3 items" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Faults_NameWhatIsWrong(string what, string expected)
    {
        var report = what switch
        {
            "lost event" => Good with { EventsSent = 11 },
            "sums" => Good with { EventsLate = 0 },
            "digest" => Good with { ReaderDigest = "00000000000000ab" },
            _ => Good with { ReaderItems = 3 },
        };

        Assert.Contains(expected, Assert.Single(report.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_HasTheFieldsThatProgramsRelyOn()
    {
        using var json = JsonDocument.Parse(Good.ToJson());

        Assert.Superset(
            new HashSet<string>
            {
                "events_read", "events_accepted", "events_rejected", "events_late", "sessions_closed", "sessions_trained", "items", "users",
                "snapshot", "reader_items", "reader_users", "trainer_digest", "reader_digest", "seconds", "cpu_seconds",
            },
            json.RootElement.EnumerateObject().Select(field => field.Name).ToHashSet());
        Assert.Equal(2, json.RootElement.GetProperty("events_rejected").GetProperty("invalid_json").GetInt32());
    }
}
