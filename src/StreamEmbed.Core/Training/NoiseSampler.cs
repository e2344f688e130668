using StreamEmbed.Randomness;
using StreamEmbed.State;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>The noise rows of the current block and those of the next one, drawn a block ahead so that their memory can be fetched. Single owner.</summary>
internal sealed class NoiseSampler
{
    private readonly double _recentShare;
    private readonly double _uniformShare;
    private readonly ItemVocabulary _vocabulary;
    private readonly RecentItems _recent;
    private readonly CountNoise? _counts;
    private readonly SeededRandom _random;
    private readonly int[] _current;
    private readonly int[] _next;
    private int _oldest;
    private bool _isDrawn;

    public NoiseSampler(TrainingSettings settings, ItemVocabulary vocabulary, RecentItems recent, CountNoise? counts)
    {
        _vocabulary = vocabulary;
        _recent = recent;
        _counts = counts;
        _random = new SeededRandom(settings.Seed, RandomStream.Noise);
        _recentShare = settings.RecentNoise;
        _uniformShare = settings.UniformNoise;
        _current = new int[settings.NoiseRows];
        _next = new int[settings.FreshNoiseRows];
    }

    /// <summary>The rows of this block.</summary>
    public ReadOnlySpan<int> Current => _current;

    /// <summary>The rows that come into the next block.</summary>
    public ReadOnlySpan<int> Next => _next;

    /// <summary>Moves on to the next block; there is at least one item.</summary>
    public void Advance()
    {
        if (!_isDrawn)
        {
            Draw(_current);
            Draw(_next);
            _isDrawn = true;
        }

        _next.CopyTo(_current, _oldest);
        _oldest = (_oldest + _next.Length) % _current.Length;
        Draw(_next);
    }

    /// <summary>Replaces a row that is about to be no item's, after it has left vocabulary, recent items and counts.</summary>
    public void Forget(int row)
    {
        if (_vocabulary.Count == 0)
        {
            _isDrawn = false;
            return;
        }

        if (_isDrawn)
        {
            Replace(_current, row);
            Replace(_next, row);
        }
    }

    public void Save(StateWriter state)
    {
        _random.Save(state);
        state.WriteBoolean(_isDrawn);
        state.WriteInt32(_oldest);
        state.WriteValues<int>(_current);
        state.WriteValues<int>(_next);
    }

    /// <exception cref="StateFormatException">It is of another number of noise rows, or damaged.</exception>
    private void RestoreNext(StateReader state)
    {
        var next = state.ReadValues<int>();
        if (next.Length == _next.Length)
        {
            next.CopyTo(_next, 0);
        }
        else
        {
            // Of a preset that draws fewer anew: these are drawn again.
            (_isDrawn, _oldest) = (false, 0);
        }
    }

    /// <exception cref="StateFormatException">It is of another number of noise rows, or damaged.</exception>
    public void Restore(StateReader state)
    {
        _random.Restore(state);
        _isDrawn = state.ReadBoolean();
        _oldest = state.ReadInt32();
        state.ReadValues<int>(_current);
        RestoreNext(state);
        if ((uint)_oldest >= (uint)_current.Length)
        {
            throw state.Wrong($"begins its noise rows at {_oldest} of {_current.Length}");
        }

        foreach (var row in _isDrawn ? [.. _current, .. _next] : Array.Empty<int>())
        {
            if ((uint)row >= (uint)_vocabulary.RowLimit || !_vocabulary.IsLive(row))
            {
                throw state.Wrong($"draws a row {row} as noise that is no item's");
            }
        }
    }

    private void Replace(int[] rows, int row)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] == row)
            {
                rows[i] = DrawOne();
            }
        }
    }

    private void Draw(Span<int> rows)
    {
        // Each kind has its share of every draw, not only of many: less chance in the step, and no branch that cannot be foretold.
        var recent = Math.Min(rows.Length, PartOf(rows.Length * _recentShare));
        var uniform = _counts is null ? rows.Length - recent : Math.Min(rows.Length - recent, PartOf(rows.Length * _uniformShare));
        DrawRecent(rows[..recent]);
        DrawUniform(rows.Slice(recent, uniform));
        if (_counts is not null)
        {
            _counts.Draw(rows[(recent + uniform)..], _random);
            ReplaceMissing(rows[(recent + uniform)..]);
        }
    }

    private void DrawRecent(Span<int> rows)
    {
        _recent.Draw(rows, _random);
        ReplaceMissing(rows);
    }

    private void DrawUniform(Span<int> rows)
    {
        foreach (ref var row in rows)
        {
            row = _vocabulary.LiveRow(_random.NextInt(_vocabulary.Count));
        }
    }

    // Uniform is what an event stands for whose item has gone: drawing again could go on for long.
    private void ReplaceMissing(Span<int> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0)
            {
                DrawUniform(rows.Slice(i, 1));
            }
        }
    }

    // A whole number whose mean is the share.
    private int PartOf(double share)
    {
        var whole = Math.Floor(share);
        return (int)whole + (share > whole && _random.NextDouble() < share - whole ? 1 : 0);
    }

    private int DrawOne()
    {
        Span<int> row = [0];
        Draw(row);
        return row[0];
    }
}
