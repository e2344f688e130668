using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Neighbours;

/// <summary>What is remembered of items seen together: a short list for each item, moved by every click.</summary>
public sealed record NeighbourOptions
{
    /// <summary>Most neighbours remembered for an item, in steps of 4, 8, 16, 32 and 64; 0 remembers none. Each costs ten bytes. Half as many lose up to 1.5 points of hit rate.</summary>
    [Range(0, NeighbourStore.MostNeighbours)]
    public int Size { get; init; } = NeighbourStore.MostNeighbours;

    /// <summary>Time in which the slow counts halve.</summary>
    public TimeSpan SlowHalfLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Time in which the fast counts halve: what goes together today.</summary>
    public TimeSpan FastHalfLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How many clicks back an item is still seen together with a click. Its weight is 1 / distance.</summary>
    [Range(1, Sessions.ClickList.MostBefore)]
    public int Reach { get; init; } = 10;

    /// <summary>What a pair counts for the list of its later item, where the earlier one is the neighbour: what comes next matters more than what came before.</summary>
    [Range(0.0, 1.0)]
    public double Backward { get; init; } = 0.5;

    /// <summary>What a pair counts whose earlier item is of the user's sessions before this one.</summary>
    [Range(0.0, 1.0)]
    public double EarlierWeight { get; init; } = 0.3;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (SlowHalfLife < TimeSpan.FromMinutes(1))
        {
            yield return $"Neighbours:SlowHalfLife must be at least a minute, but is {SlowHalfLife}.";
        }

        if (FastHalfLife < TimeSpan.FromMinutes(1))
        {
            yield return $"Neighbours:FastHalfLife must be at least a minute, but is {FastHalfLife}.";
        }

        if (!NeighbourStore.IsCapacity(Size) && Size != 0)
        {
            yield return $"Neighbours:Size must be 0, 4, 8, 16, 32 or 64, but is {Size}.";
        }
    }
}
