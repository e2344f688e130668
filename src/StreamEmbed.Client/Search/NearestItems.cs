namespace StreamEmbed.Client.Search;

/// <summary>Keeps the best of what it is offered. Ties go to the id that comes first by ordinal, so that answers repeat.</summary>
/// <remarks>One owner. Holds a heap whose top is the worst kept.</remarks>
internal sealed class NearestItems(int count)
{
    // Score as "larger is nearer"; distances come in negated.
    private readonly PriorityQueue<string, (float Nearness, string Item)> _kept = new(WorstFirst.Instance);

    /// <summary>What an offer must reach to be kept; any will be while there is room.</summary>
    public float Threshold { get; private set; } = float.NegativeInfinity;

    public void Offer(string item, float nearness)
    {
        if (_kept.Count < count)
        {
            _kept.Enqueue(item, (nearness, item));
        }
        else
        {
            _kept.EnqueueDequeue(item, (nearness, item));
        }

        if (_kept.Count == count && _kept.TryPeek(out _, out var worst))
        {
            Threshold = worst.Nearness;
        }
    }

    /// <summary>What was kept, the nearest first, and forgets it.</summary>
    public (string Item, float Nearness)[] Take()
    {
        var best = new (string Item, float Nearness)[_kept.Count];
        for (var i = best.Length - 1; i >= 0 && _kept.TryDequeue(out var item, out var priority); i--)
        {
            best[i] = (item, priority.Nearness);
        }

        return best;
    }

    private sealed class WorstFirst : IComparer<(float Nearness, string Item)>
    {
        public static readonly WorstFirst Instance = new();

        public int Compare((float Nearness, string Item) x, (float Nearness, string Item) y)
        {
            var byNearness = x.Nearness.CompareTo(y.Nearness);
            return byNearness != 0 ? byNearness : string.CompareOrdinal(y.Item, x.Item);
        }
    }
}
