using System.Collections.Concurrent;
using StreamEmbed.Search;

namespace StreamEmbed.Client.Search;

/// <summary>Memory that searches work in, kept for the next ones: as many as there are searches at the same time. Thread-safe.</summary>
internal sealed class SearchPool
{
    private readonly ConcurrentBag<SearchScratch> _free = [];

    public SearchScratch Take(int dimension)
    {
        while (_free.TryTake(out var scratch))
        {
            if (scratch.Dimension == dimension)
            {
                return scratch;
            }
        }

        return new SearchScratch(dimension);
    }

    public void Return(SearchScratch scratch) => _free.Add(scratch);
}
