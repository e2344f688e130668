using System.Globalization;

namespace StreamEmbed.Host.Exposition;

/// <summary>The series of one instrument, found by the tags of a measurement without allocating.</summary>
/// <remarks>Thread-safe. Searched one by one: no label of ours has many values.</remarks>
internal sealed class InstrumentSeries(MetricRegistry registry, MetricDescription metric)
{
    private readonly Lock _lock = new();
    private volatile Known[] _known = [];

    /// <param name="tags">As the stage gave them; their order does not matter.</param>
    public MetricSeries For(ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags) ?? Add(tags);

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var known in _known)
        {
            if (known.Has(tags))
            {
                return known.Series;
            }
        }

        return null;
    }

    private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (Find(tags) is { } added)
            {
                return added;
            }

            var given = tags.ToArray();
            var labels = given
                .Select(tag => KeyValuePair.Create(tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? ""))
                .OrderBy(label => label.Key, StringComparer.Ordinal)
                .ToList();
            var series = registry.Series(metric, labels);
            _known = [.. _known, new Known(given, series)];
            return series;
        }
    }

    private sealed record Known(KeyValuePair<string, object?>[] Tags, MetricSeries Series)
    {
        public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length != Tags.Length)
            {
                return false;
            }

            for (var i = 0; i < tags.Length; i++)
            {
                if (tags[i].Key != Tags[i].Key || !Equals(tags[i].Value, Tags[i].Value))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
