namespace StreamEmbed.TestKit.Memory;

/// <summary>What a piece of code allocates on the heap.</summary>
public static class AllocatedBytes
{
    private const int Attempts = 5;

    /// <summary>The least of several runs, on this thread.</summary>
    /// <remarks>
    /// A garbage collection that another thread causes counts the rest of this thread's allocation block, up to 8 KB, as used.
    /// What the code itself allocates, it allocates in every run.
    /// </remarks>
    /// <param name="action">Does the same each time.</param>
    public static long LeastOf(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
