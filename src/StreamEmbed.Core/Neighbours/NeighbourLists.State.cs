using StreamEmbed.State;

namespace StreamEmbed.Neighbours;

internal sealed partial class NeighbourLists
{
    private const int Version = 1;
    private const string Section = "model/neighbours";
    private const string Table = "model/neighbour-lists";

    private readonly List<int> _rows = [];
    private bool _wasSaved;

    /// <summary>Saves the lists that changed since they were last saved, or all.</summary>
    /// <remarks>
    /// <code>
    /// record := generation u8 · totals 3 × f32 · epochs 2 × i32 · keys u32[] · slow u16[] · fast u16[] · next u16[]
    /// </code>
    /// The order of neighbours is kept: among equal ones it decides who goes.
    /// </remarks>
    public void Save(StateSave save)
    {
        var section = save.AddSection(Section, Version);
        section.WriteInt32(_store.Rows);
        section.WriteInt64((long)_options.SlowHalfLife.TotalMilliseconds);
        section.WriteInt64((long)_options.FastHalfLife.TotalMilliseconds);
        _random.Save(section);

        var table = save.AddTable(Table, Version);
        _rows.Clear();
        _unsaved.Take(_store.Rows, _rows);
        if (table.IsWhole || !_wasSaved)
        {
            for (var row = 0; row < _store.Rows; row++)
            {
                Write(table, row);
            }
        }
        else
        {
            foreach (var row in _rows)
            {
                Write(table, row);
            }
        }

        _wasSaved = true;
    }

    /// <summary>Reads what was saved into new, empty lists.</summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="mostRows">Rows that the model has.</param>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    /// <exception cref="StateRefusedException">The counts have other half-lives.</exception>
    public void Restore(ISavedState saved, int mostRows)
    {
        var section = saved.Section(Section, Version, Version);
        var rows = section.ReadInt32();
        if (rows < 0 || rows > mostRows)
        {
            throw section.Wrong($"holds {rows} rows of {mostRows}");
        }

        RequireHalfLife(section, "SlowHalfLife", _options.SlowHalfLife);
        RequireHalfLife(section, "FastHalfLife", _options.FastHalfLife);
        _random.Restore(section);
        section.End();

        using var table = saved.Table(Table, Version, Version);
        while (table.Read())
        {
            if (table.Key >= (ulong)rows)
            {
                throw table.Record.Wrong($"holds a row {table.Key} of {rows}");
            }

            _store.Ensure((int)table.Key);
            Read(table.Record, (int)table.Key);
        }

        if (rows > 0)
        {
            _store.Ensure(rows - 1);
        }

        _wasSaved = true;
    }

    private static void RequireHalfLife(StateReader section, string name, TimeSpan now)
    {
        var saved = section.ReadInt64();
        if (saved != (long)now.TotalMilliseconds)
        {
            throw section.Refused(
                $"was counted with Neighbours:{name} {TimeSpan.FromMilliseconds(saved)}, which is now {now}: set it to that, or start with an empty model");
        }
    }

    private void Write(TableChanges table, int row)
    {
        var list = _store.View(row);
        var state = table.BeginRecord((uint)row);
        state.WriteByte(list.Totals.Generation);
        state.WriteSingle(list.Totals.Slow);
        state.WriteSingle(list.Totals.Fast);
        state.WriteSingle(list.Totals.Next);
        state.WriteInt32(list.Totals.SlowEpoch);
        state.WriteInt32(list.Totals.FastEpoch);
        state.WriteValues(list.Keys);
        state.WriteValues(list.Slow);
        state.WriteValues(list.Fast);
        state.WriteValues(list.Next);
        table.EndRecord();
    }

    private void Read(StateReader state, int row)
    {
        ref var totals = ref _store.Totals(row);
        totals.Generation = state.ReadByte();
        totals.Slow = state.ReadSingle();
        totals.Fast = state.ReadSingle();
        totals.Next = state.ReadSingle();
        totals.SlowEpoch = state.ReadInt32();
        totals.FastEpoch = state.ReadInt32();
        var keys = state.ReadValues<uint>();
        if (keys.Length > _options.Size)
        {
            throw state.Refused($"holds a list of {keys.Length} neighbours, but Neighbours:Size is {_options.Size}: set it back, or start with an empty model");
        }

        _store.Resize(ref totals, keys.Length);
        if (keys.Length > 0)
        {
            var block = _store.Block(totals.Capacity, totals.Block);
            block.Clear();
            keys.CopyTo(NeighbourStore.Keys(block, totals.Capacity));
            for (var column = 0; column < 3; column++)
            {
                state.ReadValues(NeighbourStore.Column(block, totals.Capacity, column)[..keys.Length]);
            }
        }
        else
        {
            for (var column = 0; column < 3; column++)
            {
                state.ReadValues(Span<ushort>.Empty);
            }
        }

        state.End();
    }
}
