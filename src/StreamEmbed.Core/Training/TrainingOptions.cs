using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Training;

/// <summary>Skip-gram with negative sampling over sessions, under the field's names. Values left null come from the preset.</summary>
public sealed record TrainingOptions
{
    /// <summary>The set of measured defaults that fills the options left open.</summary>
    public TrainingPreset Preset { get; init; } = TrainingPreset.Streaming;

    /// <summary>Numbers in a vector. 64 lost nothing against 128 on recorded clicks; multiples of 8 use the processor fully.</summary>
    [Range(4, 4_096)]
    public int Dimension { get; init; } = 64;

    /// <summary>Items to each side of an item that count as its context; null: the preset's (5).</summary>
    [Range(1, 1_000)]
    public int? Window { get; init; }

    /// <summary>Noise items drawn for each pair (Mikolov et al. 2013, section 2.2: 5 to 20 for small data).</summary>
    [Range(1, 100)]
    public int Negatives { get; init; } = 5;

    /// <summary>Learning rate; null: the preset's.</summary>
    [Range(1e-6, 1.0)]
    public double? Rate { get; init; }

    /// <summary>Earlier sessions trained again beside each new one; null: the preset's (5). Without replay a stream forgets.</summary>
    [Range(0, 100)]
    public int? Replay { get; init; }

    /// <summary>Start of all random numbers. Same seed, same events, one worker: same bytes.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads that train. More than 1 gives up byte-for-byte repeatability.</summary>
    [Range(1, 256)]
    public int Workers { get; init; } = 1;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (Dimension % 4 != 0)
        {
            yield return $"Training:Dimension must be a multiple of 4, but is {Dimension}.";
        }
    }
}
