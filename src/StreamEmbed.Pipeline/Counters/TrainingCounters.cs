namespace StreamEmbed.Pipeline.Counters;

/// <summary>Figures of the training stage: the model's own statistics after the last batch, swapped as a whole.</summary>
public sealed class TrainingCounters
{
    private TrainingFigures _figures = new(default, 0);
    private Count _usersWithoutVector;
    private Count _finalDigest;

    /// <summary>Figures that belong together.</summary>
    public TrainingFigures Figures => Volatile.Read(ref _figures);

    /// <summary>User vectors not made because none of the user's items is known.</summary>
    public long UsersWithoutVector => _usersWithoutVector.Value;

    /// <summary>Digest of all item rows at the last barrier of the run; 0 until then.</summary>
    public ulong FinalDigest => unchecked((ulong)_finalDigest.Value);

    internal void Set(TrainingFigures figures) => Volatile.Write(ref _figures, figures);

    internal void CountUserWithoutVector() => _usersWithoutVector.Add(1);

    internal void SetFinalDigest(ulong digest) => _finalDigest.Set(unchecked((long)digest));
}
