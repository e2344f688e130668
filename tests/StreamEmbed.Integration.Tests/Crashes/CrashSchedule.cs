using StreamEmbed.Checkpoints.Faults;
using StreamEmbed.Serving;

namespace StreamEmbed.Integration.Tests.Crashes;

/// <summary>Draws how the service dies, again and again, from a seed.</summary>
internal static class CrashSchedule
{
    public const string CrashesVariable = "STREAMEMBED_TEST_CRASHES";
    public const string SeedVariable = "STREAMEMBED_TEST_CRASH_SEED";

    /// <summary>Every durable step of the service.</summary>
    public static IReadOnlyList<string> Steps { get; } = [.. CommitStep.All, .. PublishStep.All];

    /// <summary>The seed of this run; each run has another one, unless the environment names it.</summary>
    public static int Seed { get; } = Number(SeedVariable) ?? Random.Shared.Next(1, 1_000_000);

    /// <summary>How often the service dies: what the environment says, or the short form.</summary>
    public static int Crashes(int otherwise) => Number(CrashesVariable) ?? otherwise;

    /// <param name="crashes">How often it dies.</param>
    /// <param name="steps">How many of these are at steps: each step comes once before any comes twice.</param>
    /// <param name="troubles">How many have trouble of the broker in the same life; half of them by SIGKILL.</param>
    public static IReadOnlyList<Crash> Draw(int seed, int crashes, int steps, int troubles)
    {
        var random = new Random(seed);
        List<Crash> drawn = [];
        while (drawn.Count < steps)
        {
            drawn.AddRange(Shuffled(Steps, random).Take(steps - drawn.Count).Select(step => AtStep(step, random)));
        }

        while (drawn.Count < crashes)
        {
            var trouble = crashes - drawn.Count > troubles ? BrokerTrouble.None : (crashes - drawn.Count) % 2 == 1 ? BrokerTrouble.Killed : BrokerTrouble.Restarted;
            var isEarly = trouble == BrokerTrouble.None && random.Next(4) == 0;
            drawn.Add(new Crash(null, 0, isEarly ? random.Next(1_200) : random.Next(500), isEarly, trouble));
        }

        return [.. Shuffled(drawn, random)];
    }

    // Compactions are rare, and the first two publications come at once.
    private static Crash AtStep(string step, Random random)
    {
        var isPublishing = PublishStep.All.Contains(step);
        var passing = random.Next(1, step.StartsWith("base", StringComparison.Ordinal) ? 2 : isPublishing ? 5 : 8);
        return new Crash(step, passing, isPublishing ? random.Next(30) : 0, false, BrokerTrouble.None);
    }

    private static T[] Shuffled<T>(IEnumerable<T> all, Random random)
    {
        T[] shuffled = [.. all];
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
