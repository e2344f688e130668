namespace StreamEmbed.Client.Tables;

/// <summary>An immutable copy of a <see cref="PagedArray{T}"/>.</summary>
internal sealed class FrozenPages<T>(T[][] pages, int length)
{
    public static FrozenPages<T> Empty { get; } = new([], 0);

    public int Length => length;

    public int PageCount => pages.Length;

    public T this[int index] => PagedArray<T>.At(pages, index);

    /// <summary>The elements of one page, of which the last may be shorter.</summary>
    public ReadOnlySpan<T> Page(int page) =>
        pages[page].AsSpan(0, Math.Min(PagedArray<T>.PageSize, length - (page * PagedArray<T>.PageSize)));
}
