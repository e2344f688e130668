namespace StreamEmbed.Host.Commands;

/// <summary>A command was asked for something that it cannot do as asked; nothing was started.</summary>
/// <param name="sentence">What to tell the user: one sentence, no secrets.</param>
internal sealed class WrongUseException(string sentence) : Exception(sentence);
