using System.IO.Compression;
using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Host.Files;
using StreamEmbed.TestKit.Time;

namespace StreamEmbed.Host.Tests.Files;

public sealed class EventFileTests : IDisposable
{
    // The manual clock starts at 2024-01-01.
    private const long NowMs = 1_704_067_200_000;
    private readonly string _directory = Directory.CreateTempSubdirectory("streamembed-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("clicks.csv")]
    [InlineData("clicks.csv.gz")]
    public void Read_GivesTheEventsInOrder_WhenTheFileIsCsv(string name)
    {
        var path = Write(name, "user_id,item_id,timestamp_ms\nu1,i1,1700000000000\n\"u,2\",0042,1700000000000\r\nü,-7,1690000000000");

        Assert.Equal(
            [
                Event("u1", "i1", 1_700_000_000_000, 0),
                Event("u,2", "0042", 1_700_000_000_000, 1),
                Event("ü", "-7", 1_690_000_000_000, 2),
            ],
            Read(path));
    }

    [Fact]
    public void Read_FindsColumnsByName_WhenTheHeaderHasMoreAndOthers()
    {
        var path = Write("clicks.csv", "\uFEFFshop,timestamp_ms,event_type,item_id,user_id\nde,1700000000000,purchase,i1,u1\nde,1700000000001,,i2,u2\n");

        Assert.Equal([Event("u1", "i1", 1_700_000_000_000, 0, "purchase"), Event("u2", "i2", 1_700_000_000_001, 1)], Read(path));
    }

    [Theory]
    [InlineData("clicks.jsonl")]
    [InlineData("clicks.ndjson.gz")]
    public void Read_GivesTheEventsInOrder_WhenTheFileIsJsonLines(string name)
    {
        var path = Write(
            name,
            "\uFEFF" + """{"user_id":"u1","item_id":"i1","timestamp":1700000000000}""" + "\n\n"
            + """{"event_type":"view","more":{"event_type":[1]},"user_id":2,"item_id":"i\n2","timestamp":"2023-11-14T22:13:20Z"}""" + "\r\n"
            + """{"user_id":"u3","item_id":"i3","timestamp":1700000000002}""");

        Assert.Equal(
            [
                Event("u1", "i1", 1_700_000_000_000, 0),
                Event("2", "i\n2", 1_700_000_000_000, 1, "view"),
                Event("u3", "i3", 1_700_000_000_002, 2),
            ],
            Read(path));
    }

    [Theory]
    [InlineData("clicks.csv", "user_id,item_id,timestamp_ms,event_type\nu,i,1700000000000,seen\nu,j,1700000000000,click")]
    [InlineData("clicks.jsonl", """{"event_type":"seen"}""" + "\n" + """{"user_id":"u","item_id":"j","timestamp":1700000000000,"event_type":"click"}""")]
    public void Read_LeavesOutEvents_WhenTheirTypeHasWeightZero(string name, string text)
    {
        var options = new EventOptions { Types = new Dictionary<string, float> { ["seen"] = 0, ["click"] = 3 } };

        var read = Assert.Single(Read(Write(name, text), options));

        Assert.Equal(("j", 3f, 0), (read.Event.Item.Value, read.Event.Weight, read.Event.Position.Offset));
    }

    [Theory]
    [InlineData("", "the file is empty; its first line must be the header user_id,item_id,timestamp_ms.")]
    [InlineData("user,item_id\n", "line 1: the header lacks user_id and timestamp_ms.")]
    [InlineData("user_id,item_id,timestamp_ms\nu,i,1700000000000\nu,i\n", "line 3: it has 2 of 3 columns.")]
    [InlineData("user_id,item_id,timestamp_ms\n,i,1700000000000\n", "line 2: user_id is empty.")]
    [InlineData("user_id,item_id,timestamp_ms\nu,éé3,1700000000000\n", "line 2: item_id is longer than 4 bytes.")]
    [InlineData("user_id,item_id,timestamp_ms\nu,i,1700000000.5\n", "line 2: timestamp_ms is '1700000000.5', but must be Unix time in whole milliseconds.")]
    [InlineData("user_id,item_id,timestamp_ms\nu,i,1700000000\n", "line 2: timestamp_ms is 1700000000, which is before the year 2000; are these seconds?")]
    [InlineData("user_id,item_id,timestamp_ms\nu,i,1704067800001\n", "line 2: timestamp_ms is 1704067800001, which is more than 00:10:00 ahead of the clock.")]
    [InlineData("user_id,item_id,timestamp_ms,event_type\nu,i,1700000000000,klick\n", "line 2: event_type is 'klick', which Events:Types does not list.")]
    public void Read_NamesFileAndLine_WhenCsvIsNoEvent(string text, string fault)
    {
        var path = Write("clicks.csv", text);

        var thrown = Assert.Throws<EventFileException>(() => Read(path, new EventOptions { MaxIdBytes = 4 }));

        Assert.Equal($"{path}{(fault.StartsWith("line", StringComparison.Ordinal) ? ", " : ": ")}{fault}", thrown.Message);
    }

    [Fact]
    public void Read_AcceptsTheLatestBelievableTime_WhenItIsOnTheBound()
    {
        Assert.Single(Read(Write("clicks.csv", $"user_id,item_id,timestamp_ms\nu,i,{NowMs + 600_000}\n")));
    }

    [Theory]
    [InlineData("{\"user_id\":\"u\"")]
    [InlineData("{\"user_id\":\"u\",\"timestamp\":1700000000000}")]
    [InlineData("{\"user_id\":\"u\",\"item_id\":\"i\"}")]
    [InlineData("{\"user_id\":\"u\",\"item_id\":\"i\",\"timestamp\":1700000000}")]
    [InlineData("[]")]
    public void Read_NamesFileAndLine_WhenAJsonLineIsNoEvent(string line)
    {
        var path = Write("clicks.jsonl", """{"user_id":"u1","item_id":"i1","timestamp":1700000000000}""" + "\n\n" + line);

        var thrown = Assert.Throws<EventFileException>(() => Read(path));

        Assert.StartsWith($"{path}, line 3: ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HoldsNoMoreThanAllowed_WhenALineNeverEnds()
    {
        var path = Write("clicks.jsonl", new string('x', 300_000));

        var thrown = Assert.Throws<EventFileException>(() => Read(path, new EventOptions { MaxValueBytes = 100_000 }));

        Assert.Equal(1, thrown.Line);
    }

    [Fact]
    public void Read_SaysSo_WhenAQuoteIsNeverClosed()
    {
        var path = Write("clicks.csv", "user_id,item_id,timestamp_ms\n\"u,i,1700000000000\n" + string.Concat(Enumerable.Repeat("u,i,1700000000000\n", 20_000)));

        Assert.Contains("perhaps a quote is not closed", Assert.Throws<EventFileException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SaysSo_WhenTextIsNotUtf8()
    {
        var path = Path.Combine(_directory, "clicks.csv");
        File.WriteAllBytes(path, [.. "user_id,item_id,timestamp_ms\nu"u8, 0xE9, .. ",i,1700000000000\n"u8]);

        Assert.Equal($"{path}: the file is not UTF-8 text.", Assert.Throws<EventFileException>(() => Read(path)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void Read_SaysSo_WhenAGzipFileIsCutOrIsNone(double share)
    {
        var whole = Write("whole.csv.gz", "user_id,item_id,timestamp_ms\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"u{i},i{i * 7919 % 10_007},{1_700_000_000_000 + i}\n")));
        var bytes = File.ReadAllBytes(whole);
        var path = Path.Combine(_directory, "cut.csv.gz");
        File.WriteAllBytes(path, share == 0 ? "user_id,item_id,timestamp_ms\nu,i,1700000000000"u8.ToArray() : bytes[..(int)(share * bytes.Length)]);

        Assert.Equal($"{path}: the file is no gzip file, or a damaged one.", Assert.Throws<EventFileException>(() => Read(path)).Message);
    }

    [Fact]
    public void BytesRead_ReachesTheSize_WhenTheFileIsReadToItsEnd()
    {
        using var file = EventFile.Open(Write("clicks.csv.gz", "user_id,item_id,timestamp_ms\nu,i,1700000000000\n"), new EventOptions(), new ManualTimeProvider());
        Assert.Equal(0, file.BytesRead);

        Assert.Single(file.Read());

        Assert.Equal(file.Bytes, file.BytesRead);
    }

    [Theory]
    [InlineData("clicks.txt", "the name of a file of events must end with .csv, .jsonl or .ndjson, each perhaps with .gz.")]
    [InlineData("nowhere.csv", "there is no such file.")]
    public void Open_SaysWhatIsWrong_WhenTheFileCannotBeUsed(string name, string fault)
    {
        var path = Path.Combine(_directory, name);

        var thrown = Assert.Throws<EventFileException>(() => EventFile.Open(path, new EventOptions(), new ManualTimeProvider()));

        Assert.Equal($"{path}: {fault}", thrown.Message);
    }

    [Theory]
    [InlineData("yoochoose-100k.csv.gz", 83_846, 2_933)]
    [InlineData("deskdrop.csv.gz", 61_086, 2_982)]
    [InlineData("online-retail.csv.gz", 528_886, 3_808)]
    [InlineData("movietweetings-142k.csv.gz", 141_695, 12_611)]
    public void Read_GivesEveryEvent_WhenTheFileIsARecordedOne(string name, int events, int items)
    {
        var directory = Environment.GetEnvironmentVariable("STREAMEMBED_TEST_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(directory), "STREAMEMBED_TEST_DATA does not name a directory of recorded events.");
        using var file = EventFile.Open(Path.Combine(directory!, name), new EventOptions(), TimeProvider.System);

        var seen = new HashSet<ItemId>();
        var count = 0;
        var time = 0L;
        foreach (var read in file.Read())
        {
            count++;
            seen.Add(read.Event.Item);
            Assert.True(read.Event.TimeMs >= time);
            time = read.Event.TimeMs;
        }

        Assert.Equal((events, items), (count, seen.Count));
    }

    private static FileEvent Event(string user, string item, long timeMs, long index, string? type = null) =>
        new(new ItemEvent(new UserId(user), new ItemId(item), timeMs, 1, new SourcePosition(0, index)), type);

    private static List<FileEvent> Read(string path, EventOptions? options = null)
    {
        using var file = EventFile.Open(path, options ?? new EventOptions(), new ManualTimeProvider());
        return [.. file.Read()];
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        using var file = File.Create(path);
        using var content = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        content.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
