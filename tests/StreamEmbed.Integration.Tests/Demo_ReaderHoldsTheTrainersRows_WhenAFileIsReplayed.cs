using System.Text.Json;
using StreamEmbed.Integration.Tests.Programs;

namespace StreamEmbed.Integration.Tests;

public sealed class Demo_ReaderHoldsTheTrainersRows_WhenAFileIsReplayed
{
    [Fact]
    public async Task Run()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var clicks = RecordedClicks.Write(sessions: 2_000);
        var reportFile = Path.Combine(Path.GetTempPath(), $"streamembed-report-{Guid.NewGuid():n}.json");
        using var demo = StreamEmbedProgram.Start(
            "demo", "--headless", "--exit-when-done", "--events", clicks.Path, "--report", reportFile, "--set", "Http:Address=http://127.0.0.1:0");

        Assert.True(await demo.EndAsync(cancelled) == 0, demo.Error);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(reportFile, cancelled));
        File.Delete(reportFile);
        var root = report.RootElement;
        Assert.Equal(clicks.Events, root.GetProperty("events_read").GetInt64());
        Assert.Equal(clicks.Events, root.GetProperty("events_accepted").GetInt64());
        Assert.Equal(RecordedClicks.Groups * RecordedClicks.ItemsPerGroup, root.GetProperty("items").GetInt64());
        Assert.Equal(root.GetProperty("items").GetInt64(), root.GetProperty("reader_items").GetInt64());
        Assert.Equal(root.GetProperty("users").GetInt64(), root.GetProperty("reader_users").GetInt64());
        Assert.Equal(root.GetProperty("trainer_digest").GetString(), root.GetProperty("reader_digest").GetString());
        Assert.Equal(2_000, root.GetProperty("sessions_trained").GetInt64());
    }
}
