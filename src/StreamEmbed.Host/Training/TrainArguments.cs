namespace StreamEmbed.Host.Training;

/// <summary>What a training was asked for, beside the options.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="IsSessions">Whether it holds a session a line, and not events.</param>
/// <param name="Epochs">How many times it is read.</param>
/// <param name="Json">Whether the answer is for machines.</param>
internal sealed record TrainArguments(string File, bool IsSessions, int Epochs, bool Json);
