namespace StreamEmbed.Host.Api;

/// <summary>A snapshot or a checkpoint.</summary>
/// <param name="Number">Its number; 0 before the first.</param>
/// <param name="AgeSeconds">Time since it was made; null before the first.</param>
internal sealed record VersionStatus(long Number, double? AgeSeconds)
{
    /// <param name="number">Its number; 0 before the first.</param>
    /// <param name="age">Time since it was made.</param>
    public static VersionStatus Of(long number, TimeSpan age) => new(number, number == 0 ? null : Math.Round(age.TotalSeconds, 3));
}
