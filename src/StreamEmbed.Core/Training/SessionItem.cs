namespace StreamEmbed.Training;

/// <summary>An item of a session as training holds it.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Generation">The row's generation at that time: a row that has another one now belongs to another item.</param>
/// <param name="Weight">Weight of the event's type.</param>
internal readonly record struct SessionItem(int Row, int Generation, float Weight);
