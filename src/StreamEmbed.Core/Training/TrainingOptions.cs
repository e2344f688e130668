using System.ComponentModel.DataAnnotations;
using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>Skip-gram with negative sampling over sessions, under the field's names. Values left null come from the preset.</summary>
public sealed record TrainingOptions
{
    /// <summary>The set of measured defaults that fills the options left open.</summary>
    public TrainingPreset Preset { get; init; } = TrainingPreset.Streaming;

    /// <summary>Whether an item predicts each item of its context (word2vec's sg) or the mean of its context predicts the item (cbow). The presets have skip-gram: CBOW was level on shops (within 0.4 points of hit rate), and behind by 8 where articles are new and 1.5 on ratings.</summary>
    public TrainingArchitecture Architecture { get; init; } = TrainingArchitecture.SkipGram;

    /// <summary>Numbers in a vector. 64 lost nothing against 128 on recorded clicks; multiples of 16 use the processor fully.</summary>
    [Range(4, 4_096)]
    public int Dimension { get; init; } = 64;

    /// <summary>Items to each side of an item that count as its context; 0: the whole session, in parts of 512; null: the preset's (5). On long baskets 5 beat the whole session by 6 points of hit rate.</summary>
    [Range(0, 512)]
    public int? Window { get; init; }

    /// <summary>Noise items drawn for each pair (Mikolov et al. 2013, section 2.2: 5 to 20 for small data).</summary>
    [Range(1, 100)]
    public int Negatives { get; init; } = 5;

    /// <summary>Noise rows shared by a block of 8 items, weighted to stand for <see cref="Negatives"/> a pair. Below 16 each carries too much weight; 24 was level with 32.</summary>
    [Range(8, 512)]
    public int NoiseRows { get; init; } = 24;

    /// <summary>Noise rows drawn anew for each block, the others stay; null: the preset's (streaming: all of them; throughput: a quarter, which costs no quality there).</summary>
    [Range(1, 512)]
    public int? FreshNoiseRows { get; init; }

    /// <summary>Whether the items of a block's other sessions count as noise too, beside <see cref="NoiseRows"/>; null: the preset's (streaming: yes, since it costs nothing and evens the noise out; throughput: no, where noise follows all counts).</summary>
    public bool? BlockNoise { get; init; }

    /// <summary>Share of noise drawn from the items of the last <see cref="RecentEvents"/> events; null: the preset's (streaming: 0.75, since what is clicked now is what has to be told apart; throughput: 0).</summary>
    [Range(0.0, 1.0)]
    public double? RecentNoise { get; init; }

    /// <summary>Share of noise drawn from all items alike; null: the preset's (streaming: 0.25, so that silent items keep away too; throughput: 0). What the two shares leave is drawn by count.</summary>
    [Range(0.0, 1.0)]
    public double? UniformNoise { get; init; }

    /// <summary>The power of an item's count by which the rest of the noise is drawn (Mikolov et al. 2013: 0.75; negative: rare items more often).</summary>
    [Range(-1.0, 1.0)]
    public double NoiseExponent { get; init; } = 0.75;

    /// <summary>Events whose items make the recent noise: some minutes of a busy site, so that noise follows what is being shown.</summary>
    [Range(16, 100_000_000)]
    public int RecentEvents { get; init; } = 20_000;

    /// <summary>How the weight of a pair falls with its distance; null: the preset's (streaming: square root; throughput: triangular).</summary>
    public DistanceWeight? DistanceWeight { get; init; }

    /// <summary>Learning rate; null: the preset's (streaming: 0.15, constant; throughput: 0.05, falling with <see cref="ItemEmbeddings.Progress"/>: on 16M synthetic clicks 91 % of neighbours were of the item's topic, at word2vec's 0.025 69 %).</summary>
    [Range(1e-6, 1.0)]
    public double? Rate { get; init; }

    /// <summary>Least share of the rate that a row's own rate falls to, as 1/√ of the times that the row was trained; 1: all rows have one rate. The presets have 1: averages serve what a falling rate is for, and go on following the stream.</summary>
    [Range(0.0, 1.0)]
    public double RowRateFloor { get; init; } = 1;

    /// <summary>Earlier sessions trained again beside each new one; null: the preset's (streaming: 5; throughput: 0). Without replay a stream forgets: 10 against 26 points of hit rate.</summary>
    [Range(0, 100)]
    public int? Replay { get; init; }

    /// <summary>Sessions kept for replay: enough that one is not trained many times over, few enough that they are still of this season.</summary>
    [Range(1, 10_000_000)]
    public int ReplaySessions { get; init; } = 50_000;

    /// <summary>The user's latest items before a session that stand in front of it as context; null: the preset's (streaming: 5; throughput: 0). Where most sessions are of one click this is the largest lever: 8 points of hit rate on an internal news site.</summary>
    [Range(0, 100)]
    public int? Earlier { get; init; }

    /// <summary>How much a pair of an earlier item and one of the session counts: half, since days may lie between them.</summary>
    [Range(0.0, 1.0)]
    public double EarlierWeight { get; init; } = 0.5;

    /// <summary>Share of a row's new value in its served running average; 0 serves the row itself; null: the preset's (streaming: 0.05; throughput: 0). A stream's rate cannot fall to 0, so it averages.</summary>
    [Range(0.0, 1.0)]
    public double? AverageRate { get; init; }

    /// <summary>Threshold of word2vec's subsampling: an item with more than this share of all occurrences is left out of sessions at random, the more often the more frequent it is; 0: none. The presets leave none out: sessions are short, and what is popular now is what has to be ranked.</summary>
    [Range(0.0, 1.0)]
    public double Sample { get; init; }

    /// <summary>Items whose event weighs at least this much (a purchase, a booking) are context of their whole session, as near as neighbours (Grbovic and Cheng 2018); null: none. The presets have none, since only the weights of a site's events say what a conversion is; sessions longer than the window cost more.</summary>
    [Range(0.0, 1e6)]
    public double? ConversionWeight { get; init; }

    /// <summary>Start of all random numbers. Same seed, same events, one worker: same bytes.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads that train. Only 1 can be had: the same events give the same bytes, and one is far faster than clicks come.</summary>
    [Range(1, 1)]
    public int Workers { get; init; } = 1;

    /// <summary>The processor instructions used; null: the best that the machine has. Bytes are equal only under the same set.</summary>
    public KernelSet? Kernels { get; init; }

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (Dimension % 4 != 0)
        {
            yield return $"Training:Dimension must be a multiple of 4, but is {Dimension}.";
        }

        if (NoiseRows % 8 != 0)
        {
            yield return $"Training:NoiseRows must be a multiple of 8, but is {NoiseRows}.";
        }

        if (FreshNoiseRows is { } fresh && (fresh > NoiseRows || NoiseRows % fresh != 0))
        {
            yield return $"Training:FreshNoiseRows must divide Training:NoiseRows, which is {NoiseRows}, but is {fresh}.";
        }

        if (RecentNoise + UniformNoise > 1)
        {
            yield return $"Training:RecentNoise and Training:UniformNoise must add up to at most 1, but are {RecentNoise} and {UniformNoise}.";
        }

        if (Kernels is { } kernels && !BlockKernels.IsSupported(kernels))
        {
            yield return $"Training:Kernels is {kernels}, which this processor does not have.";
        }
    }
}
