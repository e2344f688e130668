namespace StreamEmbed.Client.Tables;

/// <summary>A growing array whose frozen copies cost what changed since the last one: pages are copied when first written.</summary>
/// <remarks>
/// One owner writes. Frozen copies are immutable, so any number of threads read them while the owner goes on.
/// Freezing copies the list of pages (one reference for <see cref="PageSize"/> elements) and nothing else.
/// </remarks>
internal sealed class PagedArray<T>
{
    /// <summary>Elements of a page. A change of one element copies at most this many, once between two freezes.</summary>
    public const int PageSize = 1 << PageBits;

    private const int PageBits = 8;

    private T[][] _pages = [];

    // Whether a page was copied since the last freeze, and may be written in place.
    private bool[] _own = [];

    public int Length { get; private set; }

    public T this[int index]
    {
        get => _pages[index >> PageBits][index & (PageSize - 1)];
        set => OwnPage(index >> PageBits)[index & (PageSize - 1)] = value;
    }

    /// <summary>Sets the length; new elements have the default value, dropped ones are forgotten.</summary>
    public void Resize(int length)
    {
        var pages = (length + PageSize - 1) >> PageBits;
        if (pages > _pages.Length)
        {
            var capacity = Math.Max(pages, 2 * _pages.Length);
            Array.Resize(ref _pages, capacity);
            Array.Resize(ref _own, capacity);
        }

        for (var page = (Length + PageSize - 1) >> PageBits; page < pages; page++)
        {
            (_pages[page], _own[page]) = (new T[PageSize], true);
        }

        for (var page = pages; page < _pages.Length && _pages[page] is not null; page++)
        {
            _pages[page] = null!;
        }

        for (var index = length; index < Math.Min(Length, pages << PageBits); index++)
        {
            this[index] = default!;
        }

        Length = length;
    }

    /// <summary>An immutable copy of what is here now.</summary>
    public FrozenPages<T> Freeze()
    {
        var pages = (Length + PageSize - 1) >> PageBits;
        Array.Clear(_own);
        return new FrozenPages<T>(_pages.AsSpan(0, pages).ToArray(), Length);
    }

    private T[] OwnPage(int page)
    {
        if (!_own[page])
        {
            (_pages[page], _own[page]) = ((T[])_pages[page].Clone(), true);
        }

        return _pages[page];
    }

    /// <summary>Index within a page and number of the page, as <see cref="FrozenPages{T}"/> needs them.</summary>
    internal static T At(T[][] pages, int index) => pages[index >> PageBits][index & (PageSize - 1)];
}
