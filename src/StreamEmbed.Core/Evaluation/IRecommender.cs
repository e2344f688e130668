namespace StreamEmbed.Evaluation;

/// <summary>Something that learns from sessions and scores all items for the next click, in one or more variants of the same knowledge.</summary>
/// <remarks>Single owner. Calls come in the order of the log: sessions learned, then positions of a session that is not yet learned, and so on.</remarks>
public interface IRecommender
{
    /// <summary>A name for each variant, as people read it in a table.</summary>
    IReadOnlyList<string> Variants { get; }

    /// <summary>Learns a session; it was scored before, or will never be.</summary>
    void Learn(RecordedSession session);

    /// <summary>Looks at a position, before its scores are asked for.</summary>
    void Look(Position position);

    /// <summary>Scores every item at the position last looked at.</summary>
    /// <param name="variant">Place in <see cref="Variants"/>.</param>
    /// <param name="scores">double[items]: greater is better; negative infinity for an item that is not known. Not-a-number is never a hit.</param>
    void Score(int variant, Span<double> scores);

    /// <summary>Says what came next at the position last looked at, for those that learn from questions too.</summary>
    void Answer(int target)
    {
    }
}
