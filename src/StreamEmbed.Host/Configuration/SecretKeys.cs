using StreamEmbed.Kafka.Connection;

namespace StreamEmbed.Host.Configuration;

/// <summary>Shows options without their secrets.</summary>
internal static class SecretKeys
{
    public const string Hidden = "(hidden)";

    /// <summary>The value, or a mark in its place.</summary>
    public static string Shown(string key, string value) => SecretSettings.IsSecret(key) && value.Length > 0 ? Hidden : value;
}
