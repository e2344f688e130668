using StreamEmbed.Sessions;

namespace StreamEmbed.Evaluation;

/// <summary>A model that learns vectors of items from sessions, to be judged by what its vectors rank.</summary>
public interface IVectorModel
{
    /// <summary>Numbers in a vector.</summary>
    int Dimension { get; }

    /// <summary>Learns a session.</summary>
    void Learn(Session session);

    /// <summary>Copies the vectors as readers would get them now.</summary>
    void Read(VectorRows rows);
}
