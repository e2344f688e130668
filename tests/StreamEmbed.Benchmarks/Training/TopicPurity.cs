using System.Numerics;
using StreamEmbed.Events;
using StreamEmbed.Serving;
using StreamEmbed.Training;

namespace StreamEmbed.Benchmarks.Training;

/// <summary>q10: the share of an item's 10 nearest neighbours (cosine, all items) that are of its topic.</summary>
internal static class TopicPurity
{
    private const int Neighbours = 10;
    private const int LeastCount = 20;

    /// <summary>The mean over a fixed sample of the items that came at least 20 times.</summary>
    public static double Measure(ItemEmbeddings model, Func<ItemId, int> topicOf, int sample = 1_000)
    {
        var rows = new List<ItemRow>();
        model.CopyAll(rows);
        foreach (var row in rows)
        {
            var length = MathF.Sqrt(Dot(row.Vector, row.Vector));
            for (var d = 0; d < row.Vector.Length; d++)
            {
                row.Vector[d] /= length;
            }
        }

        var topics = rows.ConvertAll(r => topicOf(r.Item));
        var eligible = Enumerable.Range(0, rows.Count).Where(i => rows[i].Count >= LeastCount).ToArray();
        var queries = eligible.Where((_, i) => i % Math.Max(1, eligible.Length / sample) == 0).ToArray();
        var nearest = new PriorityQueue<int, float>();
        var own = 0;
        foreach (var query in queries)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                if (i != query)
                {
                    nearest.Enqueue(i, Dot(rows[query].Vector, rows[i].Vector));
                    if (nearest.Count > Neighbours)
                    {
                        nearest.Dequeue();
                    }
                }
            }

            while (nearest.TryDequeue(out var neighbour, out _))
            {
                own += topics[neighbour] == topics[query] ? 1 : 0;
            }
        }

        return own / (double)(Neighbours * queries.Length);
    }

    private static float Dot(float[] a, float[] b)
    {
        var sum = Vector<float>.Zero;
        var d = 0;
        for (; d + Vector<float>.Count <= a.Length; d += Vector<float>.Count)
        {
            sum += new Vector<float>(a, d) * new Vector<float>(b, d);
        }

        var total = Vector.Sum(sum);
        for (; d < a.Length; d++)
        {
            total += a[d] * b[d];
        }

        return total;
    }
}
