using StreamEmbed.Events;

namespace StreamEmbed.Pipeline.Sources;

/// <summary>Carries the published positions back to the source, whose thread alone may use the log. The newest replaces an unread one.</summary>
internal sealed class ProgressMailbox
{
    private IReadOnlyList<SourcePosition>? _latest;

    public void Put(IReadOnlyList<SourcePosition> next) => Volatile.Write(ref _latest, next);

    /// <summary>What was put since the last call, or null.</summary>
    public IReadOnlyList<SourcePosition>? Take() => Interlocked.Exchange(ref _latest, null);
}
