namespace StreamEmbed.Client.Tables;

/// <summary>Where a row with this hash lies.</summary>
internal readonly record struct BucketEntry(int Hash, int Slot);
