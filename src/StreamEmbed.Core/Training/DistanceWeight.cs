namespace StreamEmbed.Training;

/// <summary>How much a pair of items counts by the number of steps d between them, inside a window of w.</summary>
public enum DistanceWeight
{
    /// <summary>1 / √d: neighbours first, the far end of the window still heard.</summary>
    SquareRoot,

    /// <summary>(w + 1 − d) / w: the expectation of word2vec.c's randomly shortened window, without its noise.</summary>
    Triangular,

    /// <summary>1: a session is a set.</summary>
    Flat,
}
