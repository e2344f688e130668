namespace StreamEmbed.Kafka.Connection;

/// <summary>Which client settings hold secrets, whose values are never printed.</summary>
public static class SecretSettings
{
    // Words between the dots of librdkafka's names. 'config' because sasl.oauthbearer.config holds the secret inside its text;
    // 'key' and 'pem' cover private keys given inline.
    private static readonly string[] Words =
        ["password", "passphrase", "secret", "token", "credential", "credentials", "key", "pem", "jaas", "config", "assertion"];

    /// <param name="setting">A librdkafka name, also behind the key of a configuration section.</param>
    public static bool IsSecret(string setting) =>
        // Where a secret lies is none, and helps people.
        !setting.EndsWith(".location", StringComparison.OrdinalIgnoreCase)
        && !setting.EndsWith(".url", StringComparison.OrdinalIgnoreCase)
        && (setting.Split([':', '.', '_', '-'], StringSplitOptions.RemoveEmptyEntries).Any(IsWord)
            || setting.Contains("password", StringComparison.OrdinalIgnoreCase)
            || setting.Contains("secret", StringComparison.OrdinalIgnoreCase));

    private static bool IsWord(string part) => Words.Any(word => part.Equals(word, StringComparison.OrdinalIgnoreCase));
}
