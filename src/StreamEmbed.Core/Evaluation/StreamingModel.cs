using StreamEmbed.Events;
using StreamEmbed.Sessions;
using StreamEmbed.Training;

namespace StreamEmbed.Evaluation;

/// <summary>The service's own model, trained session by session as the service does.</summary>
/// <param name="model">Has learned nothing yet.</param>
public sealed class StreamingModel(ItemEmbeddings model) : IVectorModel
{
    /// <inheritdoc/>
    public int Dimension => model.Dimension;

    /// <inheritdoc/>
    public void Learn(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Learn(model, session);
    }

    /// <summary>Gives a session to a model click by click, then as a whole.</summary>
    internal static void Learn(ItemEmbeddings model, Session session)
    {
        model.Retire(session.EndMs);
        for (var i = 0; i < session.Items.Length; i++)
        {
            model.Observe(session.Items[i], session.Items.AsSpan(0, i), session.Earlier, session.EndMs, session.Weights[i]);
        }

        model.TrainObserved(session);
    }

    /// <inheritdoc/>
    public void Read(VectorRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var vocabulary = model.Rows.Vocabulary;
        for (var i = 0; i < vocabulary.Count; i++)
        {
            var row = vocabulary.LiveRow(i);
            var item = rows.NumberOf(new ItemId(vocabulary.IdOf(row)));
            if (item >= 0)
            {
                rows.Known[item] = true;
                model.ReadVectors(row, rows.Input(item), rows.Context(item));
            }
        }
    }
}
