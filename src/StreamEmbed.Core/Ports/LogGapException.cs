namespace StreamEmbed.Ports;

/// <summary>Unread records are gone from the log, so that going on would lose events silently.</summary>
public sealed class LogGapException(string message, Exception? inner = null) : Exception(message, inner);
