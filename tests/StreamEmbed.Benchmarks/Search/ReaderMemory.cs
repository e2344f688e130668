using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using StreamEmbed.Client.Following;
using StreamEmbed.Events;
using StreamEmbed.Search;
using StreamEmbed.Serving;

namespace StreamEmbed.Benchmarks.Search;

/// <summary>Bytes on the heap that a reader holds for an item: its copy, a view of it, and what checks the digests.</summary>
internal static class ReaderMemory
{
    private const int Partitions = 4;

    public static void Print(int rows, int dimension)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var codes = Codes(rows, dimension);
        var codeBytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)rows;
        GC.KeepAlive(codes);
        codes = null;
        before = GC.GetTotalMemory(forceFullCollection: true);
        var copy = Read(rows, dimension);
        var view = copy.View();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)rows;
        var plain = (dimension * sizeof(float)) + view.Items.Average(item => Encoding.UTF8.GetByteCount(item.Id));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{view.ItemCount} items of dimension {dimension}: {bytes:F1} bytes an item, {codeBytes:F1} of them codes; vector and id alone {plain:F1}: {(bytes - codeBytes) / plain:F3} x"));
        GC.KeepAlive(copy);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CodeIndex Codes(int rows, int dimension)
    {
        var index = new CodeIndex(dimension);
        for (var row = 0; row < rows; row++)
        {
            index.Add(Row(row, dimension).Vector);
        }

        return index;
    }

    // Lists come later, in the background: those of a reader at rest are the codes that are subtracted, in another order.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EmbeddingCopy Read(int rows, int dimension)
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var copy = new EmbeddingCopy(Partitions, exact: true, stopped.Token);
        var planner = new ServingPlanner(new ServingLedger(Partitions), "m", item => item.Value.Length % Partitions, _ => 0);
        var plan = planner.Plan(new SnapshotDelta(
            Number: 1, Base: 0, EventTimeMs: 1, Changed: [.. Enumerable.Range(0, rows).Select(row => Row(row, dimension))], Removed: []));
        for (var partition = 0; partition < Partitions; partition++)
        {
            copy.Apply(partition, new ServingRecord.Marked(plan[partition].Begin), 1);
            foreach (var row in plan[partition].Changed)
            {
                copy.Apply(partition, new ServingRecord.ItemChanged(row, 1), 1);
            }

            copy.Apply(partition, new ServingRecord.Marked(plan[partition].End), 1);
        }

        return copy.Snapshot == 1 ? copy : throw new InvalidOperationException("The snapshot is not whole.");
    }

    private static ItemRow Row(int row, int dimension)
    {
        var random = new Random(row);
        return new ItemRow(
            new ItemId(string.Create(CultureInfo.InvariantCulture, $"item{row}")), [.. Enumerable.Range(0, dimension).Select(_ => random.NextSingle() - 0.5f)], 1, 1);
    }
}
