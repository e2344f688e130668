namespace StreamEmbed.Search;

/// <summary>What the rows of a list add up to.</summary>
/// <param name="CodeSquares">Squared lengths of what the codes say: of the rows' distances from the centroid.</param>
/// <param name="Norms">Lengths of the vectors.</param>
/// <param name="NormSquares">Squared lengths of the vectors.</param>
internal readonly record struct ListSums(double CodeSquares, double Norms, double NormSquares)
{
    public ListSums Plus(float codeSquare, double norm) => new(CodeSquares + codeSquare, Norms + norm, NormSquares + (norm * norm));

    public ListSums Minus(float codeSquare, double norm) => new(CodeSquares - codeSquare, Norms - norm, NormSquares - (norm * norm));
}
