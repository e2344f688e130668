using System.Runtime.CompilerServices;

namespace StreamEmbed.Sessions;

/// <summary>Handles of sessions in one bucket of the wheel: 64 bytes, one cache line's worth.</summary>
internal struct SessionChunk : IPooled
{
    /// <summary>Handles in a chunk.</summary>
    public const int Length = 14;

    public int Count;

    /// <summary>The chunk filled before this one.</summary>
    public int Earlier;
    public Row Sessions;

    int IPooled.Link
    {
        readonly get => Earlier;
        set => Earlier = value;
    }

    [InlineArray(Length)]
    internal struct Row
    {
        private int _session;
    }
}
