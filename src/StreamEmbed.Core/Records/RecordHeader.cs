namespace StreamEmbed.Records;

/// <summary>A header of a record in a log; the value may be null.</summary>
public readonly record struct RecordHeader(string Key, byte[]? Value);
