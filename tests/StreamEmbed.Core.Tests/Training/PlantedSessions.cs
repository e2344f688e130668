using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Randomness;
using StreamEmbed.Sessions;

namespace StreamEmbed.Training;

/// <summary>Sessions whose items belong to planted clusters: each session stays in one, except for a share of items from anywhere.</summary>
internal sealed class PlantedSessions
{
    private readonly SeededRandom _random;
    private readonly int _clusters;
    private readonly int _itemsPerCluster;
    private readonly double _stray;
    private long _timeMs = 1_700_000_000_000;

    public PlantedSessions(long seed, int clusters = 10, int itemsPerCluster = 20, double stray = 0.2)
    {
        _random = new SeededRandom(seed, 77);
        _clusters = clusters;
        _itemsPerCluster = itemsPerCluster;
        _stray = stray;
    }

    public static int ClusterOf(ItemId item) => int.Parse(item.Value.AsSpan(1, item.Value.IndexOf('-', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);

    public static Session Of(long timeMs, params string[] items) => new(
        new UserId("u"),
        [.. items.Select(i => new ItemId(i))],
        [.. items.Select(_ => 1f)],
        timeMs - 60_000,
        timeMs,
        SessionEnd.Gap);

    public Session Next()
    {
        var length = 2 + _random.NextInt(9);
        var cluster = _random.NextInt(_clusters);
        var items = new string[length];
        for (var i = 0; i < length; i++)
        {
            var from = _random.NextDouble() < _stray ? _random.NextInt(_clusters) : cluster;
            // Some items are far more popular than others, as everywhere.
            var u = _random.NextDouble();
            items[i] = string.Create(CultureInfo.InvariantCulture, $"c{from}-{(int)(u * u * _itemsPerCluster)}");
        }

        _timeMs += 1_000;
        return Of(_timeMs, items);
    }

    /// <summary>Share of each item's 5 nearest neighbours (cosine) that are of its own cluster.</summary>
    /// <param name="model">All its items may be neighbours.</param>
    /// <param name="clusters">Items of clusters below this are asked for their neighbours.</param>
    public static double NeighbourPurity(ItemEmbeddings model, int clusters = int.MaxValue)
    {
        var rows = new List<Serving.ItemRow>();
        model.CopyAll(rows);
        var unit = rows.ConvertAll(r => Unit(r.Vector));
        var (own, asked) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var cluster = ClusterOf(rows[i].Item);
            if (cluster >= clusters)
            {
                continue;
            }

            asked++;
            own += Enumerable.Range(0, rows.Count)
                .Where(j => j != i)
                .OrderByDescending(j => Dot(unit[i], unit[j]))
                .Take(5)
                .Count(j => ClusterOf(rows[j].Item) == cluster);
        }

        return own / (5.0 * asked);
    }

    private static double[] Unit(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(x => (double)x * x));
        return [.. vector.Select(x => x / length)];
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
