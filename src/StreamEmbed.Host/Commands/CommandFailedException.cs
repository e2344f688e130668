namespace StreamEmbed.Host.Commands;

/// <summary>The work of a command failed for a reason that its user can understand.</summary>
/// <param name="sentence">What to tell the user: one sentence, no secrets.</param>
internal sealed class CommandFailedException(string sentence, Exception? inner = null) : Exception(sentence, inner);
