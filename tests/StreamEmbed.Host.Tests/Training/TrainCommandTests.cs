using System.IO.Compression;
using System.Text;
using System.Text.Json;
using StreamEmbed.Host.Tests.Commands;

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

        var run = await Run.OfAsync("train", "--sessions", path, "--dimension", "24", "--epochs", "2", "--threads", "1", "--json",
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

        var run = await Run.OfAsync("train", path, "--json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((4, 2, 3), (json.GetProperty("tokens").GetInt64(), json.GetProperty("sessions").GetInt64(), json.GetProperty("items").GetInt32()));
    }

    [Fact]
    public async Task Train_NamesFileAndLine_WhenAnIdIsTooLong()
    {
        var path = Write("s.txt", "a b\nc " + new string('x', 5_000) + "\n");

        var run = await Run.OfAsync("train", "--sessions", path);

        Assert.Equal(1, run.Code);
        Assert.Matches(@"^streamembed: .*s\.txt, line 2: id 2 is longer than \d+ bytes\.\n$", run.Error);
    }

    [Fact]
    public async Task Train_SaysThatThereIsNoFile_WhenThereIsNone()
    {
        var run = await Run.OfAsync("train", "--sessions", "absent.txt");

        Assert.Equal((1, "streamembed: absent.txt: there is no such file.\n"), (run.Code, run.Error));
    }

    [Theory]
    [InlineData]
    [InlineData("a.csv", "--sessions", "b.txt")]
    public async Task Train_IsWrongUse_WithoutOneFile(params string[] arguments)
    {
        var run = await Run.OfAsync(["train", .. arguments]);

        Assert.Equal((2, "streamembed: train needs either FILE (events) or --sessions FILE, and not both.\n"), (run.Code, run.Error));
    }

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
