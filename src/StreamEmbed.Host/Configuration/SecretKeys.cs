namespace StreamEmbed.Host.Configuration;

/// <summary>Which options hold secrets, whose values are never printed.</summary>
internal static class SecretKeys
{
    public const string Hidden = "(hidden)";

    // Words between the dots of librdkafka's names. 'config' because sasl.oauthbearer.config holds the secret inside its text;
    // 'key' and 'pem' cover private keys given inline. Hiding a path or an address with them does no harm.
    private static readonly string[] Words =
        ["password", "passphrase", "secret", "token", "credential", "credentials", "key", "pem", "jaas", "config", "assertion"];

    public static bool Contains(string key) =>
        key.Split([':', '.', '_', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Any(part => Words.Any(word => part.Equals(word, StringComparison.OrdinalIgnoreCase)))
        || key.Contains("password", StringComparison.OrdinalIgnoreCase)
        || key.Contains("secret", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value, or a mark in its place.</summary>
    public static string Shown(string key, string value) => Contains(key) && value.Length > 0 ? Hidden : value;
}
