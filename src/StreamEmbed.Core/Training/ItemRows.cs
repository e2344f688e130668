using System.Numerics;
using StreamEmbed.Events;
using StreamEmbed.Randomness;
using StreamEmbed.Ranking;
using StreamEmbed.State;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>The life of rows: items are admitted, counted, and retired from everything that knows them. Single owner.</summary>
internal sealed class ItemRows
{
    // Sixteen samples find one of the least frequent sixth with 95 % probability; Redis samples five keys for the same purpose.
    private const int EvictionSamples = 16;
    // A burst of expired items is spread over calls, so that no call takes more than some ten milliseconds.
    private const int MostRetiredAtOnce = 20_000;

    // A full vocabulary shrinks to its low mark by this many items for each that is admitted, so that no call stalls.
    private const int MostDisplacedAtOnce = 4;
    // More young ones than this share are a flood: sparing it would push out the old and good ones alone.
    private const double MostYoung = 0.25;
    // One sample of 16 says too little; the mean of some sixteen of them errs by a few hundredths.
    private const double YoungShareRate = 1.0 / 16;

    private readonly VocabularyOptions _options;
    private readonly EmbeddingTable _table;
    private readonly RowServing _serving;
    private readonly ItemSignals? _signals;
    private readonly RecentItems _recent;
    private readonly CountNoise? _counts;
    private readonly NoiseSampler _noise;
    private readonly CandidateSketch? _candidates;
    private readonly LastSeenCalendar _calendar;
    private readonly SeededRandom _evictionRandom;
    private readonly List<ItemId> _removed = [];
    private readonly double _halfLifeMs;
    private readonly long _timeToLiveMs;
    private readonly long _minAgeMs;
    private readonly int _lowMark;
    private readonly IReadOnlySet<string> _protected;
    private long _weightTimeMs = long.MinValue;
    private DecayedWeight _weightAtTime;
    private bool _shrinks;
    private double _youngShare = double.NaN;

    public ItemRows(TrainingSettings settings, VocabularyOptions options, EmbeddingTable table, RowServing serving, ItemSignals? signals)
    {
        _options = options;
        _table = table;
        _serving = serving;
        _signals = signals;
        _halfLifeMs = options.FrequencyHalfLife.TotalMilliseconds;
        _timeToLiveMs = (long)options.TimeToLive.TotalMilliseconds;
        _minAgeMs = (long)options.MinAge.TotalMilliseconds;
        _lowMark = (int)(options.MaxItems * options.LowMark);
        _protected = options.ProtectedItems();
        _recent = new RecentItems(settings.RecentEvents);
        _counts = settings.CountNoise > 0 ? new CountNoise(settings.NoiseExponent) : null;
        _noise = new NoiseSampler(settings, Vocabulary, _recent, _counts);
        _candidates = options.MinCount > 1 ? new CandidateSketch(options.Candidates) : null;
        _calendar = new LastSeenCalendar(_timeToLiveMs);
        _evictionRandom = new SeededRandom(settings.Seed, RandomStream.Eviction);
    }

    public ItemVocabulary Vocabulary { get; } = new();

    public NoiseSampler Noise => _noise;

    /// <summary>Items that readers were given and that have gone since; one that came back may stand here too. Never more than readers hold.</summary>
    public List<ItemId> Removed => _removed;

    /// <summary>Occurrences counted, of items that have gone too.</summary>
    public long Counted => _recent.Events;

    public long Admitted { get; private set; }

    public long Expired { get; private set; }

    public long Displaced { get; private set; }

    /// <summary>Counts an item that has no row, and gives it one, all zero, when it came often enough and there is room.</summary>
    /// <param name="item">The item.</param>
    /// <param name="timeMs">Event time of its click or of its session's end.</param>
    /// <param name="firstProtectedSession">Rows queued in this session or a later one keep their items.</param>
    /// <returns>The row, or -1.</returns>
    public int Admit(ItemId item, long timeMs, int firstProtectedSession)
    {
        if (_candidates is not null && _candidates.Add(item.Value) < _options.MinCount)
        {
            return -1;
        }

        MakeRoom(timeMs, firstProtectedSession);
        if (Vocabulary.Count >= _options.MaxItems)
        {
            return -1;
        }

        var row = Vocabulary.Add(item.Value);
        _table.Ensure(row);
        _signals?.Ensure(row);
        ref var header = ref _table.Header(row);
        header.IsProtected = (byte)(_protected.Contains(item.Value) ? 1 : 0);
        header.FirstSeenMs = timeMs;
        header.LastSeenMs = timeMs;
        _table.MarkUnsaved(row);
        _calendar.Add(row, timeMs);
        Admitted++;
        return row;
    }

    /// <summary>Counts one occurrence of a row's item.</summary>
    public void Count(int row, long timeMs, DecayedWeight weight)
    {
        ref var header = ref _table.Header(row);
        _table.MarkUnsaved(row);
        header.Count++;
        header.Frequency.Add(weight);
        header.LastSeenMs = Math.Max(header.LastSeenMs, timeMs);
        header.LastEvent = unchecked((uint)_recent.Events);
        _recent.Push(row);
        if (_counts is not null && IsRound(header.Count))
        {
            _counts.Set(row, header.Count);
        }
    }

    /// <summary>Starts to fetch what <see cref="Count"/> will read of a row besides its place among the counts.</summary>
    public void PrefetchHeader(int row)
    {
        _table.PrefetchHeader(row);
        _counts?.PrefetchPlace(row);
    }

    /// <summary>Starts to fetch what <see cref="Count"/> will write; what <see cref="PrefetchHeader"/> asked for should be there.</summary>
    public void PrefetchCount(int row)
    {
        if (_counts is not null && IsRound(_table.Header(row).Count + 1))
        {
            _counts.PrefetchWeight(row);
        }
    }

    /// <summary>What an event at a time adds to the decayed count, for <see cref="Count"/>.</summary>
    public DecayedWeight WeightAt(long timeMs, float weight = 1)
    {
        // A session's events come with one time, and a power costs as much as all the rest of counting.
        if (timeMs != _weightTimeMs)
        {
            _weightTimeMs = timeMs;
            _weightAtTime = DecayedWeight.At(timeMs, _halfLifeMs);
        }

        return _weightAtTime with { Value = _weightAtTime.Value * weight };
    }

    /// <summary>Retires items not seen for the time to live. The block queue must be empty.</summary>
    public void RetireExpired(long timeMs)
    {
        for (var handled = 0; handled < MostRetiredAtOnce && _calendar.TryTakeDue(timeMs, out var row); handled++)
        {
            ref var header = ref _table.Header(row);
            var isProtected = header.IsProtected != 0;
            // A protected one is looked at again after a time to live: it may have lost its protection by then.
            _calendar.Add(row, isProtected ? Math.Max(timeMs, header.LastSeenMs) : header.LastSeenMs);
            if (!isProtected && header.LastSeenMs + _timeToLiveMs <= timeMs)
            {
                Retire(row);
                Expired++;
            }
        }
    }

    /// <summary>Saves everything but the rows themselves.</summary>
    public void Save(StateSave save)
    {
        var state = save.AddSection("model/vocabulary", ModelState.Version);
        Vocabulary.Save(state, save.AddTable("model/live", ModelState.Version), save.AddTable("model/free", ModelState.Version));
        state.WriteInt64(Admitted);
        state.WriteInt64(Expired);
        state.WriteInt64(Displaced);
        state.WriteBoolean(_shrinks);
        state.WriteDouble(_youngShare);
        _evictionRandom.Save(state);
        _recent.Save(state);
        _noise.Save(state);

        _calendar.Save(save.AddSection("model/calendar", ModelState.Version), save.AddTable("model/calendar-links", ModelState.Version));
        _counts?.Save(save.AddSection("model/noise", ModelState.Version), save.AddTable("model/noise-members", ModelState.Version));
        _candidates?.Save(save.AddSection("model/candidates", ModelState.Version));
    }

    /// <summary>Reads what was saved into a model without items.</summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="rows">Called between: reads the rows and sets their ids.</param>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(ISavedState saved, Action rows)
    {
        var state = saved.Section("model/vocabulary", ModelState.Version, ModelState.Version);
        Vocabulary.BeginRestore(state);
        rows();
        using (var live = saved.Table("model/live", ModelState.Version, ModelState.Version))
        using (var free = saved.Table("model/free", ModelState.Version, ModelState.Version))
        {
            Vocabulary.EndRestore(live, free);
        }

        Admitted = state.ReadInt64();
        Expired = state.ReadInt64();
        Displaced = state.ReadInt64();
        _shrinks = state.ReadBoolean();
        _youngShare = state.ReadDouble();
        _evictionRandom.Restore(state);
        _recent.Restore(state, Vocabulary.RowLimit);
        _noise.Restore(state);
        state.End();
        RequireCounts(state);

        RestoreCalendar(saved);
        RestoreProtection();
        if (_counts is not null)
        {
            using var members = saved.Table("model/noise-members", ModelState.Version, ModelState.Version);
            _counts.Restore(saved.Section("model/noise", ModelState.Version, ModelState.Version), members, Vocabulary);
        }

        // None was saved when every item was admitted at once.
        if (_candidates is not null && saved.FindSection("model/candidates") is { } candidates)
        {
            candidates.RequireVersion(ModelState.Version, ModelState.Version);
            _candidates.Restore(candidates);
        }
    }

    private void RequireCounts(StateReader state)
    {
        for (var i = 0; i < Vocabulary.Count; i++)
        {
            ref var header = ref _table.Header(Vocabulary.LiveRow(i));
            if (header.Count < 0 || header.Averaged < 0 || header.IsPublished > 1)
            {
                throw state.Wrong($"counts {header.Count} occurrences of an item, and {header.Averaged} averages");
            }
        }
    }

    private void RestoreCalendar(ISavedState saved)
    {
        using var links = saved.Table("model/calendar-links", ModelState.Version, ModelState.Version);
        if (_calendar.Restore(saved.Section("model/calendar", ModelState.Version, ModelState.Version), links, Vocabulary.RowLimit))
        {
            return;
        }

        for (var i = 0; i < Vocabulary.Count; i++)
        {
            var row = Vocabulary.LiveRow(i);
            _calendar.Add(row, _table.Header(row).LastSeenMs);
        }
    }

    // Not what was saved: the list may have changed while the program stood still.
    private void RestoreProtection()
    {
        foreach (var item in _protected)
        {
            var row = Vocabulary.Find(item);
            if (row >= 0)
            {
                _table.Header(row).IsProtected = 1;
            }
        }
    }

    // Whether a count has at most three significant bits: noise that follows counts within a quarter is as good,
    // and the item a million times clicked is moved 80 times, not a million.
    private static bool IsRound(long count) =>
        BitOperations.Log2((ulong)count) - BitOperations.TrailingZeroCount(count) <= 2;

    private void MakeRoom(long timeMs, int firstProtectedSession)
    {
        _shrinks |= Vocabulary.Count >= _options.MaxItems;
        for (var i = 0; _shrinks && i < MostDisplacedAtOnce; i++)
        {
            if (!TryDisplaceOne(timeMs, firstProtectedSession))
            {
                return;
            }

            _shrinks = Vocabulary.Count > _lowMark;
        }
    }

    private bool TryDisplaceOne(long timeMs, int firstProtectedSession)
    {
        var now = WeightAt(timeMs);
        var (least, leastOfOld) = (double.PositiveInfinity, double.PositiveInfinity);
        var (victim, oldVictim) = (-1, -1);
        var young = 0;
        for (var sample = 0; sample < EvictionSamples; sample++)
        {
            var row = Vocabulary.LiveRow(_evictionRandom.NextInt(Vocabulary.Count));
            ref var header = ref _table.Header(row);
            var isYoung = timeMs - header.FirstSeenMs < _minAgeMs;
            young += isYoung ? 1 : 0;
            if (header.IsProtected != 0 || !BlockQueue.IsBefore(header.QueuedSession, firstProtectedSession))
            {
                continue;
            }

            var frequency = header.Frequency.At(now);
            if (frequency < least)
            {
                (least, victim) = (frequency, row);
            }

            if (!isYoung && frequency < leastOfOld)
            {
                (leastOfOld, oldVictim) = (frequency, row);
            }
        }

        var share = young / (double)EvictionSamples;
        _youngShare = double.IsNaN(_youngShare) ? share : _youngShare + (YoungShareRate * (share - _youngShare));
        victim = _youngShare <= MostYoung && oldVictim >= 0 ? oldVictim : victim;
        if (victim < 0)
        {
            return false;
        }

        Retire(victim);
        Displaced++;
        return true;
    }

    /// <summary>The only way out: after it nothing knows the item, and the row may become another's. Replay sees it by the generation.</summary>
    private void Retire(int row)
    {
        ref var header = ref _table.Header(row);
        if (header.IsPublished != 0)
        {
            _removed.Add(new ItemId(Vocabulary.IdOf(row)));
        }

        Vocabulary.Remove(row);
        _calendar.Remove(row);
        _recent.Forget(row, header.LastEvent);
        _counts?.Remove(row);
        _noise.Forget(row);
        _signals?.Retire(row);
        _serving.Retired(row);
        _table.Clear(row);
        header.Generation++;
        _table.MarkUnsaved(row);
    }
}
