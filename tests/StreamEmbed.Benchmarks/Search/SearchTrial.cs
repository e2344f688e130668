using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using StreamEmbed.Client.Search;
using StreamEmbed.Client.Tables;
using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Benchmarks.Search;

/// <summary>A table of items as a reader holds it, asked the same queries in each way.</summary>
internal sealed class SearchTrial
{
    private const int Count = 20;

    // Rows of a delta: what a few thousand items make in some seconds.
    private const int Delta = 2_000;

    private readonly int _dimension;
    private readonly float[] _vectors;
    private readonly float[] _queries;
    private readonly string[] _ids;
    private readonly ItemTable _table;
    private readonly ItemSearch _search = new(new SearchPool(), exact: true);
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private GoodFloatScan _scan;
    private (float Cosine, int Row)[][] _truth;
    private FrozenItems _items;
    private FrozenItems _flat;

    /// <param name="vectors">float[rows × dimension].</param>
    /// <param name="queries">float[queries × dimension].</param>
    public SearchTrial(float[] vectors, float[] queries, int dimension)
    {
        (_vectors, _queries, _dimension) = (vectors, queries, dimension);
        _ids = [.. Enumerable.Range(0, vectors.Length / dimension).Select(row => string.Create(CultureInfo.InvariantCulture, $"i{row}"))];
        for (var row = 0; row < _ids.Length; row++)
        {
            _rows[_ids[row]] = row;
        }

        // The one is never given lists: making them has been stopped before it began.
        (_table, var flatTable) = (new ItemTable(dimension), new ItemTable(dimension, new CancellationToken(canceled: true)));
        foreach (var id in _ids)
        {
            Put(_table, id);
            Put(flatTable, id);
        }

        _flat = flatTable.Freeze();
        var before = Cpu();
        _table.Freeze();
        _table.Building.Wait();
        _items = _table.Freeze();
        BuildCpuSeconds = Cpu() - before;
        NewTruth();
    }

    public double BuildCpuSeconds { get; }

    public int Lists => _items.Codes!.Lists;

    public double CodeBytesARow => _items.Codes!.Bytes / (double)_ids.Length;

    public void WriteTruth(string file)
    {
        using var stream = File.Create(file);
        foreach (var query in _truth)
        {
            stream.Write(MemoryMarshal.AsBytes<int>(Array.ConvertAll(query, found => found.Row)));
        }

        foreach (var query in _truth)
        {
            stream.Write(MemoryMarshal.AsBytes<float>(Array.ConvertAll(query, found => found.Cosine)));
        }
    }

    /// <summary>Asks all queries, one at a time; the first hundred once more before, uncounted.</summary>
    public object Ask(string kind)
    {
        var queries = _truth.Length;
        var answers = new string[queries][];
        for (var query = 0; query < 100; query++)
        {
            Find(kind, query);
        }

        GC.Collect();
        var before = Cpu();
        for (var query = 0; query < queries; query++)
        {
            answers[query] = Find(kind, query);
        }

        var cpu = Cpu() - before;
        return new { kind, queries, cpu_seconds = cpu, queries_per_cpu_second = queries / cpu, recall = Recall(answers) };
    }

    /// <summary>Moves every vector three times by this share of its length, in deltas, each followed by a new copy.</summary>
    public object MoveAll(float step)
    {
        var random = new Random(7);
        var order = Enumerable.Range(0, _ids.Length).ToArray();
        var (cpu, builds) = (0.0, 0);
        for (var pass = 0; pass < 3; pass++)
        {
            random.Shuffle(order);
            for (var first = 0; first < order.Length; first += Delta)
            {
                var delta = order.AsSpan(first, Math.Min(Delta, order.Length - first));
                var rows = new ItemRow[delta.Length];
                for (var i = 0; i < rows.Length; i++)
                {
                    Move(delta[i], step, random);
                    rows[i] = RowOf(_ids[delta[i]]);
                }

                var before = Cpu();
                Array.ForEach(rows, _table.Put);
                _items = _table.Freeze();
                cpu += Cpu() - before;
                if (_table.Building is { IsCompleted: false } building)
                {
                    // Its work is counted apart: the benchmark waits, a reader would go on.
                    building.Wait();
                    builds++;
                }
            }
        }

        NewTruth();
        _flat = _items;
        return new { moved = step, us_a_move = cpu * 1e6 / (3.0 * order.Length), builds };
    }

    private static double Cpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private string[] Find(string kind, int query)
    {
        var vector = _queries.AsSpan(query * _dimension, _dimension);
        return kind switch
        {
            "float" => Array.ConvertAll(_scan.Find(vector, Count), found => _ids[found.Row]),
            "exact" => Ids(_search.Find(_items, vector, Count, Metric.Cosine, new HashSet<int>())),
            "exact-flat" => Ids(_search.Find(_flat, vector, Count, Metric.Cosine, new HashSet<int>())),
            "approximate" => Ids(_search.Find(_items, vector, Count, Metric.Cosine, new HashSet<int>(), exactly: false)),
            "flat" => Ids(_search.Find(_flat, vector, Count, Metric.Cosine, new HashSet<int>(), exactly: false)),
            _ => throw new ArgumentException($"There is no kind '{kind}'."),
        };
    }

    private static string[] Ids(ScoredItem[] found) => Array.ConvertAll(found, scored => scored.Item);

    // A row as near as the twentieth, but for a millionth, is as good an answer as that.
    private double Recall(string[][] answers)
    {
        var found = 0;
        for (var query = 0; query < answers.Length; query++)
        {
            var least = _truth[query][^1].Cosine - 1e-6f;
            foreach (var id in answers[query])
            {
                found += _scan.Cosine(_queries.AsSpan(query * _dimension, _dimension), _rows[id]) >= least ? 1 : 0;
            }
        }

        return found / (double)(answers.Length * Count);
    }

    [MemberNotNull(nameof(_scan), nameof(_truth))]
    private void NewTruth()
    {
        _scan = new GoodFloatScan(_vectors, _dimension);
        _truth = new (float Cosine, int Row)[_queries.Length / _dimension][];
        for (var query = 0; query < _truth.Length; query++)
        {
            _truth[query] = _scan.Find(_queries.AsSpan(query * _dimension, _dimension), Count);
        }
    }

    private void Move(int row, float step, Random random)
    {
        var vector = _vectors.AsSpan(row * _dimension, _dimension);
        var by = new float[_dimension];
        for (var d = 0; d < by.Length; d++)
        {
            by[d] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
        }

        var scale = step * GoodFloatScan.Length(vector) / GoodFloatScan.Length(by);
        for (var d = 0; d < by.Length; d++)
        {
            vector[d] += scale * by[d];
        }
    }

    private void Put(ItemTable table, string id) => table.Put(RowOf(id));

    private ItemRow RowOf(string id) => new(new ItemId(id), _vectors.AsSpan(_rows[id] * _dimension, _dimension).ToArray(), 1, 1);
}
