using System.Runtime.CompilerServices;

namespace StreamEmbed.Sessions;

/// <summary>Room for a few events side by side. Four hold most sessions of the public click data whole.</summary>
[InlineArray(Length)]
internal struct EventRow
{
    public const int Length = 4;

    // The first of them; the runtime lays out the others behind it.
    private OpenEvent _event;
}
