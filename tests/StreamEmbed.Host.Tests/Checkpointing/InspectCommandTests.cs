using System.Text.Json;
using StreamEmbed.Host.Tests.Commands;

namespace StreamEmbed.Host.Tests.Checkpointing;

public sealed class InspectCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("streamembed-").FullName;
    private readonly SavedLine _line;

    public InspectCommandTests()
    {
        _line = new SavedLine(_directory);
        for (var i = 0; i < 2; i++)
        {
            _line.Learn();
            _line.Write();
        }
    }

    public void Dispose()
    {
        _line.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Inspect_SaysWhatIsInIt_WhileAServiceHoldsIt()
    {
        var run = await Run.OfAsync("checkpoint", "inspect", _directory, "--json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(2, json.GetProperty("newest").GetInt64());
        var content = json.GetProperty("content");
        Assert.Equal(_line.Model.Count, content.GetProperty("items").GetInt32());
        Assert.Equal(
            (SavedLine.Dimension, 4, 2, "2024-01-01T00:59:50+00:00"),
            (content.GetProperty("dimension").GetInt32(), content.GetProperty("users").GetInt32(), content.GetProperty("sessions_open").GetInt32(), content.GetProperty("event_time").GetString()));
        Assert.Equal(
            ["0: 61", "1: 61"],
            content.GetProperty("positions").EnumerateArray().Select(position => $"{position.GetProperty("partition")}: {position.GetProperty("offset")}"));
        Assert.Equal("Streaming", content.GetProperty("options").GetProperty("Training:Preset").GetString());
        var files = json.GetProperty("checkpoints").EnumerateArray().SelectMany(one => one.GetProperty("files").EnumerateArray()).ToList();
        Assert.Equal(7, files.Count);
        Assert.All(files, file => Assert.Equal(new FileInfo(Path.Combine(_directory, file.GetProperty("name").GetString()!)).Length, file.GetProperty("bytes").GetInt64()));
    }

    [Fact]
    public async Task Inspect_WritesTables_ForPeople()
    {
        var run = await Run.OfAsync("checkpoint", "inspect", "--set", $"Checkpoint:Directory={_directory}");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"(?s)^ +newest\ncheckpoint +2\n.*items +7\n.*partition  next offset  event time\n0 +61 +2024-01-01 00:59:50Z\n.*checkpoint-00000001.base +\d+  whole\n", run.Output);
    }

    [Fact]
    public async Task Inspect_NamesWhatIsDamaged_AndWhatIsUsedInstead()
    {
        Flip("checkpoint-00000002.changes");

        var run = await Run.OfAsync("checkpoint", "inspect", _directory);

        Assert.Equal(1, run.Code);
        Assert.Equal(
            $"streamembed: {_directory} is damaged; a service goes on from checkpoint 1. checkpoint-00000002.changes is damaged: the block at byte 32 is not what was written.\n",
            run.Error);
        Assert.Matches(@"(?s)newest\ncheckpoint +1\n.*\n2 +\S+ \S+ +\d+ +damaged\n1 +\S+ \S+ +\d+ +whole\n", run.Output);
    }

    [Fact]
    public async Task Inspect_NamesEverySingleFileThatIsDamaged()
    {
        var names = Directory.EnumerateFiles(_directory, "checkpoint-*").Select(path => Path.GetFileName(path)).ToList();
        Assert.Equal(6, names.Count);
        foreach (var name in names)
        {
            Flip(name);
            var flipped = await Run.OfAsync("checkpoint", "inspect", _directory, "--json");
            Assert.Equal(1, flipped.Code);
            Assert.Contains($" {name} ", flipped.Error, StringComparison.Ordinal);
            Assert.Contains(name, JsonDocument.Parse(flipped.Output).RootElement.GetProperty("damages")[0].GetString(), StringComparison.Ordinal);
            Flip(name);
        }

        Assert.Equal(0, (await Run.OfAsync("checkpoint", "inspect", _directory)).Code);
    }

    [Fact]
    public async Task Inspect_SaysSo_WhenThereIsNothing()
    {
        using var empty = new TemporaryFolder();

        var run = await Run.OfAsync("checkpoint", "inspect", empty.Path);
        var none = await Run.OfAsync("checkpoint", "inspect", empty.Path + "/none");

        Assert.Equal((1, $"streamembed: There is no checkpoint in {empty.Path}.\n"), (run.Code, run.Error));
        Assert.Equal((1, $"streamembed: There is no directory {empty.Path}/none.\n"), (none.Code, none.Error));
    }

    [Fact]
    public async Task Inspect_FindsNoDamage_WhileCheckpointsAreWrittenAndRemoved()
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    _line.Learn();
                    _line.Write();
                }
            },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            var run = await Run.OfAsync("checkpoint", "inspect", _directory, "--json");
            Assert.Equal((0, ""), (run.Code, run.Error));
        }

        await stop.CancelAsync();
        await writing;
    }

    private void Flip(string name)
    {
        var path = Path.Combine(_directory, name);
        var bytes = File.ReadAllBytes(path);
        bytes[50] ^= 4;
        File.WriteAllBytes(path, bytes);
    }
}
