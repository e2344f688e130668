using StreamEmbed.Neighbours;
using StreamEmbed.State;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Ranking;

/// <summary>What ranking knows of items besides their vectors, moved by each click: their clicks and times, and what they are seen with. Single owner.</summary>
internal sealed class ItemSignals
{
    private const int Version = 1;
    private const string Table = "model/activity";

    private readonly ChunkedArray<ItemActivity> _activities = new();
    private readonly ChangeMarks _unsaved = new();
    private readonly List<int> _changed = [];
    private bool _wasSaved;
    private int _rows;

    /// <param name="options">Of the lists; size 0 keeps none.</param>
    /// <param name="mostRows">Rows that will ever be used.</param>
    /// <param name="seed">Of how counts are rounded.</param>
    public ItemSignals(NeighbourOptions options, int mostRows, long seed)
    {
        Lists = options.Size > 0 ? new NeighbourLists(options, mostRows, seed) : null;
        SlowHalfLifeMs = options.SlowHalfLife.TotalMilliseconds;
        FastHalfLifeMs = options.FastHalfLife.TotalMilliseconds;
    }

    /// <summary>What items are seen with; null when that is not kept.</summary>
    public NeighbourLists? Lists { get; }

    public double SlowHalfLifeMs { get; }

    public double FastHalfLifeMs { get; }

    /// <summary>A row's activity; the row must have been observed.</summary>
    public ref readonly ItemActivity Activity(int row) => ref _activities[row];

    /// <summary>Takes a click; see <see cref="NeighbourLists.Observe"/>.</summary>
    /// <param name="isFirst">Whether it is the first of its session.</param>
    public void Observe(int row, ReadOnlySpan<int> before, int earlier, long timeMs, bool isFirst)
    {
        Ensure(row);
        _unsaved.Mark(row);
        _activities[row].Add(timeMs, isFirst);
        Lists?.Observe(row, before, earlier, timeMs);
    }

    /// <summary>Makes a row known, all zero.</summary>
    public void Ensure(int row)
    {
        if (row >= _rows)
        {
            _activities.Ensure(row);
            _rows = row + 1;
        }

        Lists?.Ensure(row);
    }

    /// <summary>Forgets an item.</summary>
    public void Retire(int row)
    {
        if (row < _rows)
        {
            _activities[row] = default;
            _unsaved.Mark(row);
            Lists?.Retire(row);
        }
    }

    public void Save(StateSave save)
    {
        var table = save.AddTable(Table, Version);
        _changed.Clear();
        _unsaved.Take(_rows, _changed);
        if (table.IsWhole || !_wasSaved)
        {
            for (var row = 0; row < _rows; row++)
            {
                Write(table, row);
            }
        }
        else
        {
            foreach (var row in _changed)
            {
                Write(table, row);
            }
        }

        _wasSaved = true;
        Lists?.Save(save);
    }

    /// <param name="saved">What was saved.</param>
    /// <param name="mostRows">Rows that the model has.</param>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(ISavedState saved, int mostRows)
    {
        using (var table = saved.Table(Table, Version, Version))
        {
            while (table.Read())
            {
                if (table.Key >= (ulong)mostRows)
                {
                    throw table.Record.Wrong($"holds a row {table.Key} of {mostRows}");
                }

                var row = (int)table.Key;
                Ensure(row);
                _activities[row] = Read(table.Record);
            }
        }

        _wasSaved = true;
        Lists?.Restore(saved, mostRows);
    }

    private void Write(TableChanges table, int row)
    {
        ref var activity = ref _activities[row];
        var state = table.BeginRecord((uint)row);
        state.WriteSingle(activity.Clicks2h);
        state.WriteSingle(activity.Clicks24h);
        state.WriteSingle(activity.Clicks7d);
        state.WriteSingle(activity.Later2h);
        state.WriteSingle(activity.Later24h);
        state.WriteSingle(activity.Clicks);
        state.WriteInt64(activity.FirstMs);
        state.WriteInt64(activity.LastMs);
        table.EndRecord();
    }

    private static ItemActivity Read(StateReader state)
    {
        var activity = new ItemActivity
        {
            Clicks2h = state.ReadSingle(),
            Clicks24h = state.ReadSingle(),
            Clicks7d = state.ReadSingle(),
            Later2h = state.ReadSingle(),
            Later24h = state.ReadSingle(),
            Clicks = state.ReadSingle(),
            FirstMs = state.ReadInt64(),
            LastMs = state.ReadInt64(),
        };
        state.End();
        return activity;
    }
}
