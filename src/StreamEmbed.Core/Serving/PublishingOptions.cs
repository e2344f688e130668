using System.ComponentModel.DataAnnotations;

namespace StreamEmbed.Serving;

/// <summary>When and how snapshots and user vectors are published.</summary>
public sealed record PublishingOptions
{
    /// <summary>Time between snapshots. Below a second markers would outweigh rows.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between publications of the users who clicked.</summary>
    public TimeSpan UsersEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Trained sessions after which a snapshot is published before its time; 0 is off. For sites whose traffic comes in bursts.</summary>
    [Range(0, int.MaxValue)]
    public int EverySessions { get; init; }

    /// <summary>
    /// Least change of a vector's direction that is published, as 1 − cosine to what was published last; 0 publishes every change.
    /// Saves records at the price of vectors that are off by as much, and of the published vectors once more in memory. What was
    /// held back is published when the service stops.
    /// </summary>
    [Range(0.0, 2.0)]
    public double MinChange { get; init; }

    /// <summary>How records are written.</summary>
    public ServingFormat Format { get; init; } = ServingFormat.Native;

    /// <summary>How exactly vectors are kept in the native format; float16 halves and int8 quarters what is sent and read. The other formats write all digits.</summary>
    public VectorType VectorType { get; init; } = VectorType.Float32;

    /// <summary>Whether users' records have their recent items (formats `native` and `json`). Readers leave these out of recommendations; without them records are far smaller.</summary>
    public bool RecentItems { get; init; } = true;

    /// <summary>Qdrant collection of the items (format `qdrant`).</summary>
    public string ItemsCollection { get; init; } = "items";

    /// <summary>Qdrant collection of the users (format `qdrant`).</summary>
    public string UsersCollection { get; init; } = "users";

    /// <summary>Name of the id's field (format `flat`).</summary>
    public string IdField { get; init; } = "id";

    /// <summary>Name of the vector's field (format `flat`).</summary>
    public string VectorField { get; init; } = "vector";

    /// <summary>Name of the field with the event time of the last click (format `flat`).</summary>
    public string TimeField { get; init; } = "event_timestamp";

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (Every < TimeSpan.FromSeconds(1))
        {
            yield return $"Publishing:Every must be 1 s or more, but is {Every}.";
        }

        if (UsersEvery < TimeSpan.FromMilliseconds(50))
        {
            yield return $"Publishing:UsersEvery must be 50 ms or more, but is {UsersEvery}.";
        }

        if (VectorType != VectorType.Float32 && Format != ServingFormat.Native)
        {
            yield return "Publishing:VectorType must be float32 unless Publishing:Format is native: JSON has no shorter numbers.";
        }

        string[] fields = [IdField, VectorField, TimeField, "snapshot"];
        if (fields.Distinct(StringComparer.Ordinal).Count() < fields.Length || fields.Contains(""))
        {
            yield return "Publishing:IdField, VectorField and TimeField must be three different names, and none of them 'snapshot' or empty.";
        }

        if (ItemsCollection.Length == 0 || UsersCollection.Length == 0)
        {
            yield return "Publishing:ItemsCollection and Publishing:UsersCollection must not be empty.";
        }
    }
}
