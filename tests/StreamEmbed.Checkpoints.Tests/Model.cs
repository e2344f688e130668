using System.Globalization;
using StreamEmbed.Randomness;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Tests;

/// <summary>A state that changes at random and saves itself: a section, and two tables of records of any length.</summary>
internal sealed class Model(long seed, int records, int longestRecord)
{
    private readonly SeededRandom _random = new(seed);
    private readonly SortedDictionary<ulong, byte[]>[] _tables = [[], []];
    private readonly SortedSet<ulong>[] _changed = [[], []];
    private long _step;

    /// <summary>All of it, to compare with what is read back.</summary>
    public string Text => TextOf(_step, _tables[0], _tables[1]);

    public void Change(int times)
    {
        _step++;
        for (var i = 0; i < times; i++)
        {
            var table = _random.NextInt(2);
            var key = (ulong)_random.NextInt(records);
            _changed[table].Add(key);
            if (_random.NextInt(4) == 0)
            {
                _tables[table].Remove(key);
                continue;
            }

            var record = new byte[_random.NextInt(longestRecord + 1)];
            foreach (ref var one in record.AsSpan())
            {
                one = (byte)_random.NextInt(256);
            }

            _tables[table][key] = record;
        }
    }

    public StateSave Save(bool isWhole)
    {
        var save = new StateSave(isWhole);
        save.AddSection("step", 1).WriteInt64(_step);
        for (var i = 0; i < 2; i++)
        {
            var into = save.AddTable(i == 0 ? "rows" : "users", 1);
            foreach (var key in isWhole ? (IEnumerable<ulong>)_tables[i].Keys : _changed[i])
            {
                if (_tables[i].TryGetValue(key, out var record))
                {
                    into.Put(key, record);
                }
                else
                {
                    into.Delete(key);
                }
            }

            _changed[i].Clear();
        }

        return save;
    }

    public static string Read(ISavedState state)
    {
        var section = state.Section("step", 1, 1);
        var step = section.ReadInt64();
        section.End();
        return TextOf(step, ReadTable(state, "rows"), ReadTable(state, "users"));
    }

    private static List<KeyValuePair<ulong, byte[]>> ReadTable(ISavedState state, string name)
    {
        using var table = state.Table(name, 1, 1);
        List<KeyValuePair<ulong, byte[]>> records = [];
        while (table.Read())
        {
            records.Add(new(table.Key, table.Record.ReadBytes(table.Record.Remaining).ToArray()));
        }

        return records;
    }

    private static string TextOf(long step, params IEnumerable<KeyValuePair<ulong, byte[]>>[] tables) => string.Create(
        CultureInfo.InvariantCulture,
        $"step {step}; {string.Join("; ", tables.Select(table => string.Join(", ", table.Select(record => $"{record.Key}={Convert.ToHexString(record.Value)}"))))}");
}
