namespace StreamEmbed.Sessions;

/// <summary>What a <see cref="PagedPool{T}"/> holds: a value with room for the link of the free list.</summary>
internal interface IPooled
{
    int Link { get; set; }
}
