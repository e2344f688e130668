namespace StreamEmbed.Serving;

/// <summary>How rows are written to the serving topic.</summary>
public enum ServingFormat
{
    /// <summary>Protobuf, as <c>serving.proto</c> describes it.</summary>
    Native,
}
