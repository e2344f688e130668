using StreamEmbed.Events;
using StreamEmbed.State;

namespace StreamEmbed.Training;

public sealed partial class ItemEmbeddings
{
    internal const string Section = "model";
    private const string SubsamplingSection = "model/subsampling";
    private const string ReplaySection = "model/replay";
    private const string ReplayTable = "model/replay-parts";

    /// <summary>Whether the model goes on from one of another preset: its rows have another form than the saved ones, so the next save must be whole.</summary>
    public bool IsAdapted { get; private set; }

    /// <summary>Saves everything that the next bytes depend on; trains first what waits.</summary>
    /// <remarks>
    /// Small parts whole; rows and lists as what changed since the last call, or all of it, as the save says. Copies and keeps
    /// nothing: the caller's thread pays one copy of what changed, whatever becomes of it.
    /// </remarks>
    public void Save(StateSave save)
    {
        ArgumentNullException.ThrowIfNull(save);
        Flush();
        var state = save.AddSection(Section, ModelState.Version);
        ModelState.WriteOptions(state, _settings);
        state.WriteDouble(Progress);
        state.WriteInt64(_sessions);
        state.WriteInt64(_shortSessions);
        state.WriteInt64(_tokens);
        state.WriteInt64(_replayedTokens);
        state.WriteInt64(_repair.Repaired);
        state.WriteInt32(_queue.Session);
        _trainer.Save(state);
        _start.Save(state);
        _replayRandom.Save(state);
        _serving.Save(state);
        state.WriteInt32(_items.Removed.Count);
        foreach (var item in _items.Removed)
        {
            SavedIds.Write(state, item.Value);
        }

        _items.Save(save);
        _signals?.Save(save);
        _records.Save(save);
        _subsampling?.Save(save.AddSection(SubsamplingSection, ModelState.Version));
        _replay?.Save(save.AddSection(ReplaySection, ModelState.Version), save.AddTable(ReplayTable, ModelState.Version));
    }

    /// <summary>Makes a new model go on where the saved one stood. After an exception the model is good for nothing.</summary>
    /// <exception cref="StateFormatException">The saved model is damaged.</exception>
    /// <exception cref="StateRefusedException">It was trained with options that cannot change.</exception>
    /// <exception cref="InvalidOperationException">The model is not new.</exception>
    public void Restore(ISavedState saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (Known > 0 || _sessions > 0)
        {
            throw new InvalidOperationException("Only a new model can go on from a saved one.");
        }

        var state = saved.Section(Section, ModelState.Version, ModelState.Version);
        var form = ModelState.RequireOptions(state, _settings);
        var vectors = 0;
        _items.Restore(saved, () => vectors = _records.Restore(saved, form.HasAverages));
        _signals?.Restore(saved, _items.Vocabulary.RowLimit);

        var progress = state.ReadDouble();
        Progress = progress is >= 0 and <= 1 ? progress : throw state.Wrong($"has read {progress:R} of its history");
        _sessions = state.ReadInt64();
        _shortSessions = state.ReadInt64();
        _tokens = state.ReadInt64();
        _replayedTokens = state.ReadInt64();
        _repair.Repaired = state.ReadInt64();
        _queue.Session = state.ReadInt32();
        _trainer.Restore(state);
        _start.Restore(state);
        _replayRandom.Restore(state);
        _serving.Restore(state, vectors, _items.Vocabulary);
        for (var removed = state.ReadCount(sizeof(int)); removed > 0; removed--)
        {
            _items.Removed.Add(new ItemId(new string(state.ReadValues<char>())));
        }

        state.End();
        if (form.IsAdapted)
        {
            IsAdapted = true;
            _serving.Adapt(_items.Vocabulary);
        }

        // None was saved when nothing was left out.
        if (_subsampling is not null && saved.FindSection(SubsamplingSection) is { } subsampling)
        {
            subsampling.RequireVersion(ModelState.Version, ModelState.Version);
            _subsampling.Restore(subsampling);
        }

        if (_replay is not null && saved.FindSection(ReplaySection) is { } replay)
        {
            replay.RequireVersion(ModelState.Version, ModelState.Version);
            using var parts = saved.Table(ReplayTable, ModelState.Version, ModelState.Version);
            _replay.Restore(replay, parts, _items.Vocabulary.RowLimit);
        }
    }
}
