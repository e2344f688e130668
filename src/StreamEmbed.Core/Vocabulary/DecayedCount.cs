using System.Runtime.InteropServices;
using StreamEmbed.State;

namespace StreamEmbed.Vocabulary;

/// <summary>A count whose past halves once in a half-life, without any work as time passes.</summary>
/// <remarks>
/// Forward decay (Cormode, Shkapenyuk, Srivastava and Xu 2009): an event at time t weighs 2^(t / half-life), so nothing
/// that was counted needs to change and two counts are compared as they stand. The weight would overflow, so it is
/// kept relative to an epoch of 64 half-lives, and a count is moved to a newer epoch when it is next written.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal struct DecayedCount
{
    /// <summary>Half-lives in an epoch: 2^64 is far from the ends of double, and a count one epoch old has no weight left.</summary>
    public const int EpochHalfLives = 64;

    private double _value;
    private int _epoch;

    /// <summary>Adds one event; it may be older than events added before.</summary>
    public void Add(DecayedWeight weight)
    {
        if (weight.Epoch > _epoch)
        {
            _value = Rescale(_value, _epoch - weight.Epoch);
            _epoch = weight.Epoch;
        }

        _value += Rescale(weight.Value, weight.Epoch - _epoch);
    }

    /// <summary>The count as of the weight's time: an event just then counts 1, one a half-life before 0.5.</summary>
    public readonly double At(DecayedWeight now) => Rescale(_value / now.Value, _epoch - now.Epoch);

    public readonly void Save(StateWriter state)
    {
        state.WriteDouble(_value);
        state.WriteInt32(_epoch);
    }

    public static DecayedCount Restore(StateReader state) => new() { _value = state.ReadDouble(), _epoch = state.ReadInt32() };

    // Beyond 15 epochs a double has no such number: the clamp keeps the exponent an exact multiple.
    private static double Rescale(double value, int epochs) =>
        epochs == 0 ? value : Math.ScaleB(value, EpochHalfLives * Math.Clamp(epochs, -15, 15));
}
