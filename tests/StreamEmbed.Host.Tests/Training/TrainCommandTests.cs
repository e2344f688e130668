using System.IO.Compression;
using System.Text;
using System.Text.Json;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Running;
using StreamEmbed.Host.Tests.Checkpointing;
using StreamEmbed.Host.Tests.Commands;
using StreamEmbed.Ports;
using StreamEmbed.State;
using StreamEmbed.TestKit.Logging;
using StreamEmbed.Training;

namespace StreamEmbed.Host.Tests.Training;

public sealed class TrainCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("streamembed-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("s.txt", "throughput")]
    [InlineData("s.txt.gz", "streaming")]
    public async Task Train_ReportsWhatItTrained_FromSessions(string name, string preset)
    {
        var path = Write(name, "a b c\n\nb c\nlonely\nc  a\r\n");

        var run = await TrainAsync("--sessions", path, "--dimension", "24", "--epochs", "2", "--threads", "1", "--json",
            "--set", preset == "streaming" ? "Training:Preset=streaming" : "Training:Seed=2");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((14, 4, 3, 24), (json.GetProperty("tokens").GetInt64(), json.GetProperty("sessions").GetInt64(), json.GetProperty("items").GetInt32(), json.GetProperty("dimension").GetInt32()));
        Assert.Equal(preset, json.GetProperty("preset").GetString());
        Assert.Equal(1, json.GetProperty("threads").GetInt32());
        Assert.InRange(json.GetProperty("loss").GetDouble(), 0.1, 5);
        Assert.True(json.GetProperty("training_cpu_seconds").GetDouble() > 0);
        Assert.True(json.GetProperty("training_seconds").GetDouble() > 0);
        Assert.True(json.GetProperty("tokens_per_cpu_second").GetDouble() > 0);
        Assert.True(json.GetProperty("peak_memory_bytes").GetInt64() > 1 << 20);
        Assert.NotEmpty(json.GetProperty("kernels").GetString()!);
    }

    [Fact]
    public async Task Train_NamesTheProtectedFile_WhenItCannotBeUsed()
    {
        var sessions = Write("s.txt", "a b c");
        var missing = Path.Combine(_directory, "missing.txt");
        var none = await Run.OfAsync("train", "--sessions", sessions, "--set", $"Vocabulary:ProtectedFile={missing}");
        var notText = Path.Combine(_directory, "bytes.txt");
        File.WriteAllBytes(notText, [(byte)'a', (byte)'\n', 0xFF, (byte)'\n']);
        var bytes = await Run.OfAsync("train", "--sessions", sessions, "--set", $"Vocabulary:ProtectedFile={notText}");
        var many = await Run.OfAsync(
            "train", "--sessions", sessions, "--set", $"Vocabulary:ProtectedFile={Write("many.txt", string.Join('\n', Enumerable.Range(0, 20)))}", "--set", "Vocabulary:MaxItems=30");

        Assert.Equal((1, 1, 1), (none.Code, bytes.Code, many.Code));
        Assert.Contains($"Vocabulary:ProtectedFile {missing} cannot be used: ", none.Error, StringComparison.Ordinal);
        Assert.Contains($"Vocabulary:ProtectedFile {notText} cannot be used: what follows line ", bytes.Error, StringComparison.Ordinal);
        Assert.Contains("hold 20 ids, more than half of MaxItems (30)", many.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_KeepsTheItemsOfTheProtectedFile()
    {
        // Both have one occurrence of the oldest: one of a hundred others each would outlive them.
        var sessions = Write("s.txt", "home, sale\n" + string.Join('\n', Enumerable.Range(0, 400).Select(i => $"a{i} b{i} a{i} b{i}")));
        var kept = Write("kept.txt", "home,\r\n\n sale \n");
        var run = await Run.OfAsync("train", "--sessions", sessions, "--json", "--set", "Vocabulary:MaxItems=40", "--set", $"Vocabulary:ProtectedFile={kept}");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.InRange(JsonDocument.Parse(run.Output).RootElement.GetProperty("items").GetInt32(), 38, 40);
    }

    [Fact]
    public async Task Train_MakesSessionsInEventTime_FromEvents()
    {
        var hour = 3_600_000L;
        var path = Write("e.csv", $"user_id,item_id,timestamp_ms\nu,a,{1_700_000_000_000}\nu,b,{1_700_000_001_000}\nu,c,{1_700_000_000_000 + hour}\nu,a,{1_700_000_001_000 + hour}\n");

        var run = await TrainAsync(path, "--json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((4, 2, 3), (json.GetProperty("tokens").GetInt64(), json.GetProperty("sessions").GetInt64(), json.GetProperty("items").GetInt32()));
    }

    [Fact]
    public async Task Train_NamesFileAndLine_WhenAnIdIsTooLong()
    {
        var path = Write("s.txt", "a b\nc " + new string('x', 5_000) + "\n");

        var run = await TrainAsync("--sessions", path);

        Assert.Equal(1, run.Code);
        Assert.Matches(@"^streamembed: .*s\.txt, line 2: id 2 is longer than \d+ bytes\.\n$", run.Error);
    }

    [Fact]
    public async Task Train_SaysThatThereIsNoFile_WhenThereIsNone()
    {
        var run = await TrainAsync("--sessions", "absent.txt");

        Assert.Equal((1, "streamembed: absent.txt: there is no such file.\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData]
    [InlineData("a.csv", "--sessions", "b.txt")]
    public async Task Train_IsWrongUse_WithoutOneFile(params string[] arguments)
    {
        var run = await TrainAsync(arguments);

        Assert.Equal((2, "streamembed: train needs either FILE (events) or --sessions FILE, and not both.\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData("streaming")]
    [InlineData("throughput")]
    public async Task Train_LeavesTheModel_ForQuestionsAndForAServiceOfTheOtherPreset(string preset)
    {
        var lines = Enumerable.Range(0, 400).SelectMany(session => Enumerable.Range(0, 3).Select(step =>
            $"u{session % 20},g{session % 4}-{(session + step) % 5},{1_700_000_000_000 + (session * 7_200_000L) + (step * 1_000)}\n"));
        var path = Write("e.csv", "user_id,item_id,timestamp_ms\n" + string.Concat(lines));

        var run = await TrainAsync(path, "--set", $"Training:Preset={preset}", "--dimension", "16");
        var again = await TrainAsync(path, "--set", $"Training:Preset={preset}", "--dimension", "16", "--json");
        var similar = await Run.OfAsync("similar", "g1-0", "--from", At("data"), "--count", "4", "--json");
        var recommend = await Run.OfAsync("recommend", "u3", "--from", At("data"), "--json");
        var export = await Run.OfAsync("export", "--format", "word2vec-text", "--output", At("items.txt"), "--from", At("data"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith($"Checkpoint 1 in {At("data")} holds the model; 'streamembed run' goes on from it.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(again.Output).RootElement.GetProperty("checkpoint").GetInt64());
        Assert.Equal((0, ""), (similar.Code, similar.Error));
        var answer = JsonDocument.Parse(similar.Output).RootElement;
        Assert.Equal(2, answer.GetProperty("checkpoint").GetInt64());
        var nearest = answer.GetProperty("results").EnumerateArray().Select(found => found.GetProperty("item").GetString()!).ToList();
        Assert.Equal(4, nearest.Count);
        // Too little history for the preset that reads each session once.
        Assert.True(preset == "throughput" || nearest.TrueForAll(item => item.StartsWith("g1-", StringComparison.Ordinal)), string.Join(' ', nearest));
        Assert.Equal((0, ""), (recommend.Code, recommend.Error));
        Assert.Equal((0, ""), (export.Code, export.Error));
        Assert.Equal("20 16", File.ReadLines(At("items.txt")).First());

        var loggers = new RecordingLoggers();
        var options = new StreamEmbedOptions { Training = new TrainingOptions { Dimension = 16 }, Checkpoint = new CheckpointOptions { Directory = At("data") } };
        using (var checkpoints = LineCheckpoints.Open(options, NoFaults.Instance, TimeProvider.System, loggers.Factory))
        {
            Assert.Empty(checkpoints.Restored!.Next);
            Assert.Equal(preset == "throughput", checkpoints.Restored.IsAdapted);
            Assert.Equal(preset == "throughput", checkpoints.Store.NextIsWhole);
        }
    }

    [Fact]
    public async Task Train_RefusesToReplaceTheStateOfAService()
    {
        using (var line = new SavedLine(At("data")))
        {
            line.Learn();
            line.Write();
        }

        var run = await TrainAsync("--sessions", Write("s.txt", "a b c\n"));

        Assert.Equal(1, run.Code);
        Assert.StartsWith($"streamembed: Checkpoint:Directory {At("data")} holds the state of a service, which a training would replace", run.Error, StringComparison.Ordinal);
    }

    private Task<Run> TrainAsync(params string[] arguments) => Run.OfAsync(["train", .. arguments, "--set", $"Checkpoint:Directory={At("data")}"]);

    private string At(string name) => Path.Combine(_directory, name);

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory, name);
        var bytes = Encoding.UTF8.GetBytes(content);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllBytes(path, bytes);
            return path;
        }

        using var zipped = new GZipStream(File.Create(path), CompressionMode.Compress);
        zipped.Write(bytes);
        return path;
    }
}
