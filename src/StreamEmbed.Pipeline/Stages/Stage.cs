namespace StreamEmbed.Pipeline.Stages;

/// <summary>A named piece of work of the line.</summary>
/// <param name="Name">As metrics and logs call it.</param>
/// <param name="RunAsync">Runs until its input ends. The token means: give up at once.</param>
/// <param name="Complete">Tells the next stage that nothing more comes; called once, when the work has ended well.</param>
internal sealed record Stage(string Name, Func<CancellationToken, Task> RunAsync, Action Complete);
