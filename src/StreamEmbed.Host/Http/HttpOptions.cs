namespace StreamEmbed.Host.Http;

/// <summary>Where health, metrics and answers are served.</summary>
internal sealed record HttpOptions
{
    /// <summary>Address of health, metrics and answers. Local by default, because they need no password; port 0 takes a free one.</summary>
    public string Address { get; init; } = "http://127.0.0.1:9464";

    /// <summary>
    /// Whether `run` answers questions about items and users. It holds a reader's copy of all vectors for them; where memory is
    /// short, switch it off and let `serve` answer. Of no effect where `Publishing:Format` is one for sinks.
    /// </summary>
    public bool Api { get; init; } = true;

    /// <summary>Checks what ranges of single options cannot express; one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            yield return $"Http:Address must be http://HOST:PORT, but is '{Address}'.";
        }
    }
}
