using StreamEmbed.Checkpoints.Files;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Tables;

/// <summary>Makes one file of whole tables out of a chain of changes, record by record.</summary>
/// <remarks>Memory: a block and a record of each file, and a megabyte of what is written; the model is not needed.</remarks>
internal static class TableCompaction
{
    private const int WriteEvery = 1 << 20;

    /// <param name="chain">What to put together.</param>
    /// <param name="into">Receives every table.</param>
    /// <exception cref="StateFormatException">A file of the chain is damaged.</exception>
    public static void Run(TableChain chain, StateFileWriter into, CancellationToken cancellationToken)
    {
        foreach (var name in chain.Names)
        {
            using var table = chain.Open(name)!;
            into.Begin(name, table.Record.Version, isTable: true, isWhole: true);
            into.End(Copy(table, into, cancellationToken), deletedKeys: 0);
        }
    }

    private static long Copy(MergedTable table, StateFileWriter into, CancellationToken cancellationToken)
    {
        var records = 0L;
        for (var more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var some = new StateWriter();
            while (some.Length < WriteEvery && (more = table.Read()))
            {
                some.WriteUInt64(table.Key);
                some.WriteUInt32((uint)table.Content.Length);
                some.WriteBytes(table.Content.Span);
                records++;
            }

            into.Add(some);
        }

        return records;
    }
}
