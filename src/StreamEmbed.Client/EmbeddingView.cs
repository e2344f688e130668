using StreamEmbed.Client.Following;
using StreamEmbed.Client.Search;
using StreamEmbed.Client.Tables;
using StreamEmbed.Serving;

namespace StreamEmbed.Client;

/// <summary>All item vectors of one snapshot, and the user vectors at one moment. Immutable.</summary>
/// <remarks>
/// Take it from <see cref="EmbeddingReader.Current"/> once for each piece of work, so that all answers come from the same
/// snapshot. Thread-safe without locks; a view in use is not disturbed by newer ones, with which it shares what did not change.
/// </remarks>
public sealed class EmbeddingView
{
    /// <summary>Most items that one search finds.</summary>
    public const int MaxCount = 1_000;

    private readonly FrozenItems _items;
    private readonly FrozenTable<UserVector> _users;
    private readonly RowTotals _itemTotals;
    private readonly RowTotals _userTotals;
    private readonly ItemSearch _search;

    internal EmbeddingView(
        SnapshotFacts snapshot,
        FrozenItems items,
        RowTotals itemTotals,
        FrozenTable<UserVector> users,
        RowTotals userTotals,
        ItemSearch search)
    {
        (Snapshot, _search) = (snapshot, search);
        (_items, _itemTotals, _users, _userTotals) = (items, itemTotals, users, userTotals);
    }

    /// <summary>A view of nothing: what a reader serves before it has read a whole snapshot.</summary>
    public static EmbeddingView Empty { get; } = new EmbeddingCopy(1).View();

    /// <summary>The snapshot that the items are of.</summary>
    public SnapshotFacts Snapshot { get; }

    public int ItemCount => _items.Count;

    public int UserCount => _users.Rows.Length;

    /// <summary>Digest of all items, independent of order; equal digests mean equal ids and vectors, also on the publisher's side.</summary>
    public ulong ItemDigest => _itemTotals.Digest;

    /// <summary>Digest of all users, independent of order.</summary>
    public ulong UserDigest => _userTotals.Digest;

    /// <summary>All items, in no order.</summary>
    public IEnumerable<ItemEmbedding> Items
    {
        get
        {
            for (var slot = 0; slot < _items.Count; slot++)
            {
                yield return new ItemEmbedding(_items, slot);
            }
        }
    }

    /// <summary>All users, in no order.</summary>
    public IEnumerable<UserEmbedding> Users
    {
        get
        {
            for (var i = 0; i < _users.Rows.Length; i++)
            {
                yield return new UserEmbedding(_users.Rows[i]);
            }
        }
    }

    /// <summary>A view made from rows at hand: of a checkpoint, or for tests of code that uses views.</summary>
    /// <param name="snapshot">What <see cref="Snapshot"/> says.</param>
    /// <param name="items">Rows, which are copied; of rows with the same id the last one counts.</param>
    /// <param name="users">The same for users, of which the rows are kept: not to be written afterwards.</param>
    /// <exception cref="ArgumentException">The items' vectors differ in length.</exception>
    public static EmbeddingView Of(SnapshotFacts snapshot, IEnumerable<ItemRow> items, IEnumerable<UserVector> users) =>
        EmbeddingCopy.Of(snapshot, items, users);

    /// <summary>Finds an item; false when the snapshot has none with this id.</summary>
    public bool TryGetItem(string id, out ItemEmbedding item)
    {
        ArgumentNullException.ThrowIfNull(id);
        var slot = _items.Find(id);
        item = slot < 0 ? default : new ItemEmbedding(_items, slot);
        return slot >= 0;
    }

    /// <summary>Finds a user; false when there is no vector for this id.</summary>
    public bool TryGetUser(string id, out UserEmbedding user)
    {
        ArgumentNullException.ThrowIfNull(id);
        var found = _users.Find(id);
        user = found is null ? default : new UserEmbedding(found);
        return found is not null;
    }

    /// <summary>The items nearest to an item, the nearest first, without itself; equally near ones by the bytes of their ids.</summary>
    /// <param name="id">The item. Of an unknown one nothing is near: the answer is empty.</param>
    /// <param name="count">Most items wanted, 1 to <see cref="MaxCount"/>.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="exact">See <see cref="EmbeddingReaderOptions.Exact"/>, which null stands for.</param>
    public IReadOnlyList<ScoredItem> SimilarItems(string id, int count, Metric metric = Metric.Cosine, bool? exact = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        CheckCount(count);
        var slot = _items.Find(id);
        return slot < 0 ? [] : Find(_items.VectorOf(slot), count, metric, new HashSet<int> { slot }, exact);
    }

    /// <summary>The items nearest to a vector, the nearest first; equally near ones by the bytes of their ids.</summary>
    /// <param name="vector">float[dimension].</param>
    /// <param name="count">Most items wanted, 1 to <see cref="MaxCount"/>.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="exclude">Ids that are not wanted.</param>
    /// <param name="exact">
    /// True for to the last bit what comparing with all items in float finds, false for most of it, faster;
    /// null for what <see cref="EmbeddingReaderOptions.Exact"/> says. By <see cref="Metric.Manhattan"/> all items are compared
    /// whatever it is.
    /// </param>
    /// <exception cref="ArgumentException">The vector has not the snapshot's dimension.</exception>
    public IReadOnlyList<ScoredItem> SimilarItems(
        ReadOnlySpan<float> vector, int count, Metric metric = Metric.Cosine, IReadOnlySet<string>? exclude = null, bool? exact = null)
    {
        CheckCount(count);
        if (ItemCount == 0)
        {
            return [];
        }

        return vector.Length == _items.Dimension
            ? Find(vector, count, metric, SlotsOf(exclude ?? Enumerable.Empty<string>()), exact)
            : throw new ArgumentException(
                $"The vector has {vector.Length} dimensions, snapshot {Snapshot.Number} has {_items.Dimension}.", nameof(vector));
    }

    /// <summary>The items nearest to what a user did recently, the nearest first; equally near ones by the bytes of their ids.</summary>
    /// <param name="user">The user. For one without a vector, or one of another dimension, the answer is empty.</param>
    /// <param name="count">Most items wanted, 1 to <see cref="MaxCount"/>.</param>
    /// <param name="excludeSeen">Whether the user's recent items are left out.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="exact">See <see cref="EmbeddingReaderOptions.Exact"/>, which null stands for.</param>
    public IReadOnlyList<ScoredItem> Recommend(
        string user, int count, bool excludeSeen = true, Metric metric = Metric.Cosine, bool? exact = null)
    {
        ArgumentNullException.ThrowIfNull(user);
        CheckCount(count);
        if (_users.Find(user) is not { } found || found.Vector.Length != _items.Dimension)
        {
            return [];
        }

        var seen = excludeSeen ? found.History.Items.Select(item => item.Value) : [];
        return Find(found.Vector, count, metric, SlotsOf(seen), exact);
    }

    private static void CheckCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
    }

    private ScoredItem[] Find(ReadOnlySpan<float> query, int count, Metric metric, HashSet<int> excluded, bool? exact) =>
        _search.Find(_items, query, count, metric, excluded, exact);

    private HashSet<int> SlotsOf(IEnumerable<string> ids)
    {
        var slots = new HashSet<int>();
        foreach (var id in ids)
        {
            if (_items.Find(id) is >= 0 and var slot)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }
}
