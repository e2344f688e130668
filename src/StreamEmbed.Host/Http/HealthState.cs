using System.Collections.Concurrent;

namespace StreamEmbed.Host.Http;

/// <summary>What the health endpoints say: named conditions, each met or not with a reason. Thread-safe.</summary>
/// <remarks>
/// Ready means that every condition is met. Live means that waiting may help: only what a restart can mend, such as a
/// stage that ended with an error, makes it false, because whoever watches liveness restarts the program.
/// </remarks>
internal sealed class HealthState
{
    private readonly ConcurrentDictionary<string, HealthCondition> _conditions = new(StringComparer.Ordinal);
    private volatile string? _failure;

    /// <summary>Why the program should be restarted; null while it is alive.</summary>
    public string? Failure => _failure;

    public bool IsLive => _failure is null;

    public bool IsReady => IsLive && _conditions.Values.All(condition => condition.IsMet);

    /// <summary>The conditions by name.</summary>
    public IReadOnlyList<HealthCondition> Conditions => [.. _conditions.Values.OrderBy(condition => condition.Name, StringComparer.Ordinal)];

    /// <summary>A condition holds. One that was never named does not count.</summary>
    public void Met(string name) => _conditions[name] = new HealthCondition(name, true, null);

    /// <summary>A condition does not hold, perhaps not yet.</summary>
    public void NotMet(string name, string reason) => _conditions[name] = new HealthCondition(name, false, reason);

    /// <summary>The program cannot go on.</summary>
    public void Fail(string reason) => _failure = reason;
}
