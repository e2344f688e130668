using StreamEmbed.Training.Kernels;

namespace StreamEmbed.Training;

/// <summary>Training options with every preset resolved: the only place that knows what a preset means.</summary>
internal sealed record TrainingSettings
{
    /// <summary>Tokens trained in one step. Blocks of 4 or 16 were no better and no faster.</summary>
    public const int BlockTokens = 8;

    public required TrainingPreset Preset { get; init; }

    public required TrainingArchitecture Architecture { get; init; }

    public required int Dimension { get; init; }

    public required int Window { get; init; }

    /// <summary>How far from a token a context item can be: the window, or a whole part where conversions are context of everything.</summary>
    public required int Reach { get; init; }

    /// <summary>Least weight of an event whose item is context of its whole session; infinite: none.</summary>
    public required float ConversionWeight { get; init; }

    /// <summary>word2vec's threshold of subsampling; 0: none.</summary>
    public required double Sample { get; init; }

    public required int Negatives { get; init; }

    public required int NoiseRows { get; init; }

    public required int FreshNoiseRows { get; init; }

    /// <summary>Whether items of a block's other sessions are noise too.</summary>
    public required bool BlockNoise { get; init; }

    public required double RecentNoise { get; init; }

    public required double UniformNoise { get; init; }

    public required double NoiseExponent { get; init; }

    public required int RecentEvents { get; init; }

    public required DistanceWeight DistanceWeight { get; init; }

    public required float Rate { get; init; }

    /// <summary>Least share of the rate that a row falls to with 1/√ of its trainings; 1: none.</summary>
    public required float RowRateFloor { get; init; }

    /// <summary>Whether the rate falls with progress, from <see cref="Rate"/> to a ten-thousandth of it (word2vec.c's floor).</summary>
    public required bool RateFalls { get; init; }

    /// <summary>Whether steps are bounded by curvature and scores refreshed inside a block; without it a constant high rate diverges.</summary>
    public required bool Bounded { get; init; }

    public required int Replay { get; init; }

    public required int ReplaySessions { get; init; }

    public required int Earlier { get; init; }

    public required float EarlierWeight { get; init; }

    public required float AverageRate { get; init; }

    public required long Seed { get; init; }

    public required BlockKernels Kernels { get; init; }

    /// <summary>Share of the noise that is neither recent nor uniform: drawn by count.</summary>
    public double CountNoise => Math.Max(0, 1 - RecentNoise - UniformNoise);

    public static TrainingSettings From(TrainingOptions options)
    {
        var streaming = options.Preset == TrainingPreset.Streaming;
        var earlier = options.Earlier ?? (streaming ? 5 : 0);
        var longest = earlier + ItemEmbeddings.LongestPart;
        var window = options.Window switch
        {
            null => 5,
            0 => longest,
            { } items => items,
        };
        return new TrainingSettings
        {
            Preset = options.Preset,
            Architecture = options.Architecture,
            Dimension = options.Dimension,
            Window = window,
            Reach = options.ConversionWeight is null ? window : longest,
            ConversionWeight = (float)(options.ConversionWeight ?? double.PositiveInfinity),
            Sample = options.Sample,
            Negatives = options.Negatives,
            NoiseRows = options.NoiseRows,
            FreshNoiseRows = options.FreshNoiseRows ?? (streaming ? options.NoiseRows : options.NoiseRows / 4),
            BlockNoise = options.BlockNoise ?? streaming,
            RecentNoise = options.RecentNoise ?? (streaming ? 0.75 : 0),
            UniformNoise = options.UniformNoise ?? (streaming ? 0.25 : 0),
            NoiseExponent = options.NoiseExponent,
            RecentEvents = options.RecentEvents,
            DistanceWeight = options.DistanceWeight ?? (streaming ? DistanceWeight.SquareRoot : DistanceWeight.Triangular),
            Rate = (float)(options.Rate ?? (streaming ? 0.15 : 0.05)),
            RowRateFloor = (float)options.RowRateFloor,
            RateFalls = !streaming,
            Bounded = streaming,
            Replay = options.Replay ?? (streaming ? 5 : 0),
            ReplaySessions = options.ReplaySessions,
            Earlier = earlier,
            EarlierWeight = (float)options.EarlierWeight,
            AverageRate = (float)(options.AverageRate ?? (streaming ? 0.05 : 0)),
            Seed = options.Seed,
            Kernels = options.Kernels is { } set ? BlockKernels.Of(set) : BlockKernels.Best,
        };
    }
}
