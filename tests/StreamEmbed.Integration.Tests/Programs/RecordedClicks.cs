using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace StreamEmbed.Integration.Tests.Programs;

/// <summary>A file of clicks in planted groups: users stay within one group of items, so neighbours are known.</summary>
internal sealed class RecordedClicks : IDisposable
{
    public const int Groups = 8;
    public const int ItemsPerGroup = 6;
    private const long StartMs = 1_704_067_200_000;

    private RecordedClicks(string path, int events) => (Path, Events) = (path, events);

    public string Path { get; }

    public int Events { get; }

    /// <param name="sessions">Sessions of 4 to 7 clicks, a minute apart.</param>
    public static RecordedClicks Write(int sessions, int seed = 1)
    {
        var random = new Random(seed);
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"streamembed-clicks-{Guid.NewGuid():n}.csv.gz");
        var lines = new List<(long TimeMs, string Line)>();
        for (var session = 0; session < sessions; session++)
        {
            // Each user comes back after 200 minutes: no two sessions of one user are within a gap.
            var user = session % 200;
            var timeMs = StartMs + (session * 60_000L);
            var place = random.Next(ItemsPerGroup);
            for (var step = random.Next(4, 8); step > 0; step--)
            {
                // Never the same item twice in a row: repeats are collapsed, and the session might end up with one item.
                place = (place + random.Next(1, ItemsPerGroup)) % ItemsPerGroup;
                var item = $"g{user % Groups}-{place}";
                lines.Add((timeMs, string.Create(CultureInfo.InvariantCulture, $"user{user},{item},{timeMs}")));
                timeMs += 5_000;
            }
        }

        using var file = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest), Encoding.UTF8);
        file.NewLine = "\n";
        file.WriteLine("user_id,item_id,timestamp_ms");
        foreach (var (_, line) in lines.OrderBy(line => line.TimeMs))
        {
            file.WriteLine(line);
        }

        return new RecordedClicks(path, lines.Count);
    }

    public void Dispose() => File.Delete(Path);
}
