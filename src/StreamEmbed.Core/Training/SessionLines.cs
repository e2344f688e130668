using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>Trains a model on sessions written as lines of ids between blanks, in UTF-8. A known id costs no string. Single owner, with the model.</summary>
/// <remarks>
/// Gives the same model as <see cref="ItemEmbeddings.Enqueue"/> with the same items, each of weight 1. Two lines are on their way at a time,
/// because each look waits for memory and there is work to do meanwhile:
/// <code>
/// line n      cut into ids; the places in the index are fetched
/// line n − 1  ids looked up; the rows' headers are fetched
/// line n − 2  new ids admitted, all counted and trained
/// </code>
/// </remarks>
public sealed class SessionLines
{
    private const int FewIds = 10_000;

    private readonly ItemEmbeddings _model;
    private Utf8RowIndex _index = new();
    private PendingLine _cut = new();
    private PendingLine _lookedUp = new();
    private PendingLine _free = new();
    private ItemId[] _items = [];
    private float[] _weights = [];

    /// <param name="model">The model to train.</param>
    public SessionLines(ItemEmbeddings model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
    }

    /// <summary>Items of the lines so far.</summary>
    public long Items { get; private set; }

    /// <summary>Whether lines are seen for the first time; later ones train without being counted. Changed only behind a <see cref="Flush"/>.</summary>
    public bool IsFirstEpoch { get; set; } = true;

    /// <summary>Lines with at least one item so far.</summary>
    public long Sessions { get; private set; }

    /// <summary>Enqueues a session; ends with <see cref="Flush"/>. A line without ids is none.</summary>
    /// <param name="line">Ids between blanks or tabs, without the line's end.</param>
    /// <param name="timeMs">Event time, Unix milliseconds.</param>
    /// <param name="longestId">Bytes of the longest id allowed.</param>
    /// <exception cref="FormatException">An id is too long or not UTF-8; the message says which. Nothing of the line was trained.</exception>
    public void Enqueue(ReadOnlySpan<byte> line, long timeMs, int longestId)
    {
        _free.Take(line, timeMs, longestId);
        if (_free.Count == 0)
        {
            return;
        }

        foreach (ref readonly var token in _free.Tokens)
        {
            _index.Prefetch(token.Key);
        }

        Items += _free.Count;
        Sessions++;
        MoveOn();
    }

    /// <summary>Trains what waits here and in the model.</summary>
    public void Flush()
    {
        MoveOn();
        MoveOn();
        _model.Flush();
    }

    private void MoveOn()
    {
        LookUp(_cut);
        if (_lookedUp.Count > 0)
        {
            Train(_lookedUp);
            _lookedUp.Clear();
        }

        (_free, _cut, _lookedUp) = (_lookedUp, _free, _cut);
    }

    private void LookUp(PendingLine line)
    {
        var rows = line.Rows;
        var generations = line.Generations;
        var hasNew = false;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var token = ref line.Tokens[i];
            rows[i] = _index.Find(line.Id(token), token.Key, out generations[i]);
            hasNew |= rows[i] < 0;
            if (rows[i] >= 0)
            {
                _model.PrefetchHeader(rows[i]);
            }
        }

        if (hasNew)
        {
            _model.PrefetchNeighbours(rows);
        }
    }

    private void Train(PendingLine line)
    {
        var rows = line.Rows;
        if (_weights.Length < rows.Length)
        {
            _weights = new float[2 * rows.Length];
            Array.Fill(_weights, 1);
            Array.Resize(ref _items, _weights.Length);
        }

        var hasUnknown = Resolve(line);
        _model.EnqueueFound(_items.AsSpan(0, rows.Length), rows, _weights.AsSpan(0, rows.Length), line.TimeMs, line.Trains, IsFirstEpoch);
        if (hasUnknown)
        {
            Remember(line);
        }
    }

    /// <summary>Looks up again what was not known or has gone since: a line between may have brought or displaced it.</summary>
    /// <returns>Whether the index does not know an id, which then stands in the list of items.</returns>
    private bool Resolve(PendingLine line)
    {
        var rows = line.Rows;
        var generations = line.Generations;
        var hasUnknown = false;
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] >= 0 && _model.IsCurrent(rows[i], generations[i]))
            {
                _model.PrefetchCount(rows[i]);
                continue;
            }

            ref readonly var token = ref line.Tokens[i];
            rows[i] = _index.Find(line.Id(token), token.Key, out generations[i]);
            if (rows[i] < 0 || !_model.IsCurrent(rows[i], generations[i]))
            {
                hasUnknown = true;
                _items[i] = new ItemId(Encoding.UTF8.GetString(line.Id(token)));
                rows[i] = _model.Find(_items[i]);
            }
        }

        return hasUnknown;
    }

    private void Remember(PendingLine line)
    {
        // Ids of items that have gone stay in the index: when they are most of it, it begins anew.
        if (_index.Count > FewIds && _index.Count > 2 * _model.Known)
        {
            _index = new Utf8RowIndex();
        }

        var rows = line.Rows;
        for (var i = 0; i < rows.Length; i++)
        {
            if (_items[i].Value is null)
            {
                continue;
            }

            _items[i] = default;
            if (rows[i] >= 0)
            {
                ref readonly var token = ref line.Tokens[i];
                _index.Set(line.Id(token), token.Key, rows[i], _model.GenerationOf(rows[i]));
            }
        }
    }
}
