namespace StreamEmbed.Serving;

/// <summary>How rows are written to the serving topic.</summary>
public enum ServingFormat
{
    /// <summary>Protobuf, as <c>serving.proto</c> describes it, with snapshot markers: the one that readers follow.</summary>
    Native,

    /// <summary>JSON objects with the fields of the native form, for programs that keep what they like of them.</summary>
    Json,

    /// <summary>JSON as Qdrant's sink connector takes it: points with a UUID, a vector and a payload.</summary>
    Qdrant,

    /// <summary>Flat JSON objects with one vector field, for sinks that map fields to columns (Milvus, Feast, JDBC behind a schema).</summary>
    Flat,
}
