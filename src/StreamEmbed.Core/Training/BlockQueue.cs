namespace StreamEmbed.Training;

/// <summary>Sessions laid end to end, from which blocks of tokens are trained; a block may span sessions, a pair may not. Single owner.</summary>
/// <remarks>
/// Positions are indices into the arrays, good until <see cref="Compact"/>. What has been trained stays until
/// compaction, because the tokens that follow it in the same session have it as context. Behind the last token the arrays
/// go on for <see cref="Room"/> elements of anything, so that whole vectors can be read from any position.
/// </remarks>
internal sealed class BlockQueue
{
    /// <summary>Elements that can be read behind the last token.</summary>
    public const int Room = 16;

    private const int FirstCapacity = 1024;
    private const int CompactAfter = 512;

    private readonly float _earlierWeight;
    private int[] _rows = new int[FirstCapacity + Room];
    private int[] _sessions = new int[FirstCapacity + Room];
    private float[] _weights = new float[FirstCapacity + Room];
    private float[] _earlierWeights = new float[FirstCapacity + Room];
    private Extent[] _extents = new Extent[FirstCapacity];
    private int _sessionStart;
    private int _ownStart;

    /// <param name="earlierWeight">What a pair of an earlier and an own item weighs, where one of own items weighs 1.</param>
    public BlockQueue(float earlierWeight)
    {
        _earlierWeight = earlierWeight;
    }

    /// <summary>One behind the last token.</summary>
    public int End { get; private set; }

    /// <summary>The first token that has not been trained.</summary>
    public int Next { get; private set; }

    /// <summary>One behind the last token whose rows were fetched ahead.</summary>
    public int Fetched { get; set; }

    public int Waiting => End - Next;

    /// <summary>Number that the session being added has, or the next one will have.</summary>
    public int Session { get; set; } = 1;

    /// <summary>The oldest session of which tokens are held; a row that was last queued in an earlier one is not in the queue.</summary>
    public int OldestSession => End == 0 ? Session : _extents[0].Session;

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, End);

    /// <summary>Number of each token's session.</summary>
    public ReadOnlySpan<int> Sessions => _sessions.AsSpan(0, End);

    /// <summary>Weight of each token as context of its session's own items.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, End);

    /// <summary>Weight of each token as context of the user's earlier items: 0 for these themselves.</summary>
    public ReadOnlySpan<float> EarlierWeights => _earlierWeights.AsSpan(0, End);

    /// <summary>The session around each token.</summary>
    public ReadOnlySpan<Extent> Extents => _extents.AsSpan(0, End);

    /// <summary>Whether one session was queued before another. Numbers wrap around: a busy stream with replay uses up all of an int in days.</summary>
    public static bool IsBefore(int session, int other) => session - other < 0;

    /// <summary>Adds a token to the session being added.</summary>
    /// <param name="row">Row of its item.</param>
    /// <param name="weight">Weight of its event.</param>
    public void Add(int row, float weight)
    {
        if (End == _extents.Length)
        {
            Array.Resize(ref _rows, (2 * End) + Room);
            Array.Resize(ref _sessions, (2 * End) + Room);
            Array.Resize(ref _weights, (2 * End) + Room);
            Array.Resize(ref _earlierWeights, (2 * End) + Room);
            Array.Resize(ref _extents, 2 * End);
        }

        _rows[End] = row;
        _weights[End] = weight;
        End++;
    }

    /// <summary>Says that the tokens added so far are the user's earlier items, and that the session's own follow.</summary>
    public void EndEarlier()
    {
        _ownStart = End;
    }

    /// <summary>Ends the session being added, and drops it when it has no token of its own, or one alone.</summary>
    /// <returns>The number of its own tokens.</returns>
    public int EndSession()
    {
        var own = End - _ownStart;
        if (own == 0 || End - _sessionStart < 2)
        {
            End = _ownStart = _sessionStart;
            return 0;
        }

        _extents.AsSpan(_sessionStart, End - _sessionStart).Fill(new Extent(Session, _sessionStart, _ownStart, End));
        _sessions.AsSpan(_sessionStart, End - _sessionStart).Fill(Session);
        _earlierWeights.AsSpan(_sessionStart, _ownStart - _sessionStart).Clear();
        for (var i = _sessionStart; i < End; i++)
        {
            if (i < _ownStart)
            {
                _weights[i] *= _earlierWeight;
            }
            else
            {
                _earlierWeights[i] = _weights[i] * _earlierWeight;
            }
        }

        _sessionStart = _ownStart = End;
        Session++;
        return own;
    }

    /// <summary>Says that the next tokens have been trained.</summary>
    public void Advance(int tokens)
    {
        Next += tokens;
    }

    /// <summary>Lets go of sessions that are wholly trained, now and then. Not while a session is being added.</summary>
    public void Compact()
    {
        if (Waiting == 0)
        {
            End = Next = Fetched = _sessionStart = _ownStart = 0;
            return;
        }

        var first = _extents[Next].Start;
        if (first < CompactAfter)
        {
            return;
        }

        var kept = End - first;
        Array.Copy(_rows, first, _rows, 0, kept);
        Array.Copy(_sessions, first, _sessions, 0, kept);
        Array.Copy(_weights, first, _weights, 0, kept);
        Array.Copy(_earlierWeights, first, _earlierWeights, 0, kept);
        for (var i = 0; i < kept; i++)
        {
            var (session, start, own, end) = _extents[first + i];
            _extents[i] = new Extent(session, start - first, own - first, end - first);
        }

        End = _sessionStart = _ownStart = kept;
        Next -= first;
        Fetched = Math.Max(0, Fetched - first);
    }

    /// <summary>A session in the queue: its number and its positions [Start, End), of which [Start, Own) are the user's earlier items.</summary>
    internal readonly record struct Extent(int Session, int Start, int Own, int End);
}
