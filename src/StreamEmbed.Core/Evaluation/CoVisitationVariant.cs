using System.Globalization;

namespace StreamEmbed.Evaluation;

/// <summary>One way to score by counts of items seen together.</summary>
/// <param name="HalfLife">Place of the half-life by which counts decay.</param>
/// <param name="Step">What an item of the prefix loses with each click after it.</param>
/// <param name="Backward">What a pair counts when the candidate came first.</param>
/// <param name="Cosine">Divides by √ of the candidate's own count, so that what goes with everything does not win everywhere.</param>
internal readonly record struct CoVisitationVariant(int HalfLife, double Step, double Backward, bool Cosine = false)
{
    public string Name(double halfLifeHours) => string.Create(
        CultureInfo.InvariantCulture,
        $"half-life {halfLifeHours} h, step {Step}, backward {Backward}{(Cosine ? ", cosine" : "")}");
}
