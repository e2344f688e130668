using System.Text;
using StreamEmbed.Events;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>Trains a model on sessions written as lines of ids between blanks, in UTF-8. A known id costs no string. Single owner, with the model.</summary>
/// <remarks>Gives the same model as <see cref="ItemEmbeddings.Enqueue"/> with the same items, each of weight 1.</remarks>
public sealed class SessionLines
{
    private const int FewIds = 10_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ItemEmbeddings _model;
    private Utf8RowIndex _index = new();
    private Token[] _tokens = new Token[64];
    private ItemId[] _items = new ItemId[64];
    private int[] _rows = new int[64];
    private int[] _generations = new int[64];
    private float[] _weights = [];

    /// <param name="model">The model to train.</param>
    public SessionLines(ItemEmbeddings model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
    }

    /// <summary>Items of the lines so far.</summary>
    public long Items { get; private set; }

    /// <summary>Whether lines are seen for the first time; later ones train without being counted.</summary>
    public bool IsFirstEpoch { get; set; } = true;

    /// <summary>Lines with at least one item so far.</summary>
    public long Sessions { get; private set; }

    /// <summary>Enqueues a session; ends with the model's <see cref="ItemEmbeddings.Flush"/>. A line without ids is none.</summary>
    /// <param name="line">Ids between blanks or tabs, without the line's end.</param>
    /// <param name="timeMs">Event time, Unix milliseconds.</param>
    /// <param name="longestId">Bytes of the longest id allowed.</param>
    /// <exception cref="FormatException">An id is too long or not UTF-8; the message says which. Nothing of the line was trained.</exception>
    public void Enqueue(ReadOnlySpan<byte> line, long timeMs, int longestId)
    {
        var count = Split(line, longestId);
        if (count == 0)
        {
            return;
        }

        var rows = _rows.AsSpan(0, count);
        var trains = Resolve(line, rows);
        _model.EnqueueFound(_items.AsSpan(0, count), rows, _weights.AsSpan(0, count), timeMs, trains, IsFirstEpoch);
        Remember(line, rows);
        Items += count;
        Sessions++;
    }

    private int Split(ReadOnlySpan<byte> line, int longestId)
    {
        var count = 0;
        for (var at = 0; at < line.Length;)
        {
            var length = line[at..].IndexOfAny((byte)' ', (byte)'\t');
            length = length < 0 ? line.Length - at : length;
            if (length > longestId)
            {
                throw new FormatException($"id {count + 1} is longer than {longestId} bytes.");
            }

            if (length > 0)
            {
                if (count == _tokens.Length)
                {
                    Grow();
                }

                var hash = Utf8RowIndex.HashOf(line.Slice(at, length));
                _index.Prefetch(hash);
                _tokens[count++] = new Token(at, length, hash);
            }

            at += length + 1;
        }

        if (_weights.Length < count)
        {
            _weights = new float[_tokens.Length];
            Array.Fill(_weights, 1);
        }

        return count;
    }

    /// <summary>Rows of the known ids, -1 and the id itself for others; whether there are two different ones.</summary>
    private bool Resolve(ReadOnlySpan<byte> line, Span<int> rows)
    {
        var first = line.Slice(_tokens[0].At, _tokens[0].Length);
        var trains = false;
        for (var i = 0; i < rows.Length; i++)
        {
            var (at, length, hash) = _tokens[i];
            var id = line.Slice(at, length);
            rows[i] = _index.Find(id, hash, out _generations[i]);
            if (rows[i] >= 0)
            {
                _model.PrefetchHeader(rows[i]);
            }

            trains |= hash != _tokens[0].Hash || !id.SequenceEqual(first);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || !_model.IsCurrent(rows[i], _generations[i]))
            {
                var id = line.Slice(_tokens[i].At, _tokens[i].Length);
                _items[i] = new ItemId(Text(id, i));
                rows[i] = _model.Find(_items[i]);
            }
        }

        return trains;
    }

    private void Remember(ReadOnlySpan<byte> line, ReadOnlySpan<int> rows)
    {
        // Ids of items that have gone stay in the index: when they are most of it, it begins anew.
        if (_index.Count > FewIds && _index.Count > 2 * _model.Known)
        {
            _index = new Utf8RowIndex();
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (_items[i].Value is null)
            {
                continue;
            }

            _items[i] = default;
            if (rows[i] >= 0)
            {
                _index.Set(line.Slice(_tokens[i].At, _tokens[i].Length), _tokens[i].Hash, rows[i], _model.GenerationOf(rows[i]));
            }
        }
    }

    private string Text(ReadOnlySpan<byte> id, int index)
    {
        try
        {
            return Utf8.GetString(id);
        }
        catch (DecoderFallbackException e)
        {
            Array.Clear(_items);
            throw new FormatException($"id {index + 1} is not UTF-8 text.", e);
        }
    }

    private void Grow()
    {
        Array.Resize(ref _tokens, 2 * _tokens.Length);
        Array.Resize(ref _items, _tokens.Length);
        Array.Resize(ref _rows, _tokens.Length);
        Array.Resize(ref _generations, _tokens.Length);
    }

    private readonly record struct Token(int At, int Length, ulong Hash);
}
