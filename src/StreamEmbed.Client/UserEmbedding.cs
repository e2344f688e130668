using StreamEmbed.Serving;

namespace StreamEmbed.Client;

/// <summary>A user with the vector that was pooled from their recent items, as a view holds it. Costs nothing to make or copy.</summary>
public readonly struct UserEmbedding
{
    private readonly UserVector _user;

    internal UserEmbedding(UserVector user) => _user = user;

    public string Id => _user.History.User.Value;

    /// <summary>float[dimension].</summary>
    public ReadOnlySpan<float> Vector => _user.Vector;

    /// <summary>The snapshot whose item vectors it was pooled from; may be a little older than the view's.</summary>
    public long ItemSnapshot => _user.ItemSnapshot;

    /// <summary>How many recent items are known; see <see cref="Recent"/>.</summary>
    public int RecentCount => _user.History.Items.Length;

    /// <summary>A recent item; 0 is the oldest.</summary>
    public RecentItem Recent(int index) => new(
        _user.History.Items[index].Value,
        DateTimeOffset.FromUnixTimeMilliseconds(_user.History.TimesMs[index]));
}
