namespace StreamEmbed.Kafka.Connection;

/// <summary>Keeps passwords and keys of the client settings out of every line and exception that leaves this project.</summary>
internal sealed class Secrets
{
    private readonly string[] _values;

    /// <param name="settings">librdkafka settings by their names.</param>
    public Secrets(IReadOnlyDictionary<string, string> settings) => _values =
    [
        .. settings.Where(setting => SecretSettings.IsSecret(setting.Key) && setting.Value.Length > 0)
            .Select(setting => setting.Value)
            .OrderByDescending(value => value.Length),
    ];

    /// <summary>The text with each secret value blotted out.</summary>
    public string Hide(string text)
    {
        foreach (var value in _values)
        {
            text = text.Replace(value, "[hidden]", StringComparison.Ordinal);
        }

        return text;
    }
}
