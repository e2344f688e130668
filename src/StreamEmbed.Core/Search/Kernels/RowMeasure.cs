namespace StreamEmbed.Search.Kernels;

/// <summary>How <see cref="CodeKernels.Mark"/> makes a value of a row's sum.</summary>
internal struct RowMeasure
{
    /// <summary>Of the query's codes.</summary>
    public float Scale;

    /// <summary>The part of all rows: what the query has in common with the point that their codes start from.</summary>
    public float Offset;

    /// <summary>1 to value a row by the most that it may reach, 0 by what is likely.</summary>
    public float ErrorWeight;

    /// <summary>Whether long rows count more, as by inner product and distance.</summary>
    public bool ByNorm;

    /// <summary>What a long row loses, as by distance.</summary>
    public float SquareWeight;

    /// <summary>Rows below are of no interest.</summary>
    public float Threshold;
}
