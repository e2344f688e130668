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
    private readonly FrozenTable<ItemRow> _items;
    private readonly FrozenTable<UserVector> _users;
    private readonly RowTotals _itemTotals;
    private readonly RowTotals _userTotals;

    internal EmbeddingView(
        SnapshotFacts snapshot, FrozenTable<ItemRow> items, RowTotals itemTotals, FrozenTable<UserVector> users, RowTotals userTotals)
    {
        Snapshot = snapshot;
        (_items, _itemTotals, _users, _userTotals) = (items, itemTotals, users, userTotals);
    }

    /// <summary>A view of nothing: what a reader serves before it has read a whole snapshot.</summary>
    public static EmbeddingView Empty { get; } = new EmbeddingCopy(1).View();

    /// <summary>The snapshot that the items are of.</summary>
    public SnapshotFacts Snapshot { get; }

    public int ItemCount => _items.Rows.Length;

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
            for (var i = 0; i < _items.Rows.Length; i++)
            {
                yield return new ItemEmbedding(_items.Rows[i]);
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
    /// <param name="items">Rows; of rows with the same id the last one counts. Not to be written afterwards.</param>
    /// <param name="users">The same for users.</param>
    public static EmbeddingView Of(SnapshotFacts snapshot, IEnumerable<ItemRow> items, IEnumerable<UserVector> users) =>
        EmbeddingCopy.Of(snapshot, items, users);

    /// <summary>Finds an item; false when the snapshot has none with this id.</summary>
    public bool TryGetItem(string id, out ItemEmbedding item)
    {
        ArgumentNullException.ThrowIfNull(id);
        var row = _items.Find(id);
        item = row is null ? default : new ItemEmbedding(row);
        return row is not null;
    }

    /// <summary>Finds a user; false when there is no vector for this id.</summary>
    public bool TryGetUser(string id, out UserEmbedding user)
    {
        ArgumentNullException.ThrowIfNull(id);
        var found = _users.Find(id);
        user = found is null ? default : new UserEmbedding(found);
        return found is not null;
    }

    /// <summary>The items nearest to an item, the nearest first, without itself. Exact: all items are compared.</summary>
    /// <param name="id">The item. Of an unknown one nothing is near: the answer is empty.</param>
    /// <param name="count">Most items wanted, 1 or more.</param>
    /// <param name="metric">What near means.</param>
    public IReadOnlyList<ScoredItem> SimilarItems(string id, int count, Metric metric = Metric.Cosine) =>
        TryGetItem(id, out var item)
            ? SimilarItems(item.Vector, count, metric, new HashSet<string>(StringComparer.Ordinal) { id })
            : [];

    /// <summary>The items nearest to a vector, the nearest first. Exact: all items are compared.</summary>
    /// <param name="vector">float[dimension].</param>
    /// <param name="count">Most items wanted, 1 or more.</param>
    /// <param name="metric">What near means.</param>
    /// <param name="exclude">Ids that are not wanted.</param>
    /// <exception cref="ArgumentException">The vector has not the snapshot's dimension.</exception>
    public IReadOnlyList<ScoredItem> SimilarItems(
        ReadOnlySpan<float> vector, int count, Metric metric = Metric.Cosine, IReadOnlySet<string>? exclude = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (ItemCount == 0)
        {
            return [];
        }

        return vector.Length == Snapshot.Dimension
            ? ExactSearch.Find(_items.Rows, vector, count, metric, exclude ?? new HashSet<string>())
            : throw new ArgumentException(
                $"The vector has {vector.Length} dimensions, snapshot {Snapshot.Number} has {Snapshot.Dimension}.", nameof(vector));
    }

    /// <summary>The items nearest to what a user did recently, the nearest first.</summary>
    /// <param name="user">The user. For one without a vector, or one of another dimension, the answer is empty.</param>
    /// <param name="count">Most items wanted, 1 or more.</param>
    /// <param name="excludeSeen">Whether the user's recent items are left out.</param>
    /// <param name="metric">What near means.</param>
    public IReadOnlyList<ScoredItem> Recommend(string user, int count, bool excludeSeen = true, Metric metric = Metric.Cosine)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (_users.Find(user) is not { } found || found.Vector.Length != Snapshot.Dimension)
        {
            return [];
        }

        var seen = excludeSeen ? found.History.Items.Select(item => item.Value) : [];
        return SimilarItems(found.Vector, count, metric, seen.ToHashSet(StringComparer.Ordinal));
    }
}
