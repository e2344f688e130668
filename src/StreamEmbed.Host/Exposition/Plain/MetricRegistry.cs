using System.Text;

namespace StreamEmbed.Host.Exposition;

/// <summary>Holds metrics and writes them in the Prometheus text format 0.0.4, where prometheus-net does not restore.</summary>
/// <remarks>
/// Thread-safe. Format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format.
/// Order and form of the lines are those of prometheus-net, so that the text does not depend on the feed.
/// </remarks>
internal sealed class MetricRegistry
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _lock = new();
    private readonly List<Family> _families = [];

    /// <summary>Finds or makes a series.</summary>
    /// <param name="labels">In the order of their names.</param>
    public MetricSeries Series(MetricDescription metric, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        lock (_lock)
        {
            var family = _families.Find(family => family.Metric.Name == metric.Name);
            if (family is null)
            {
                family = new Family(metric);
                _families.Add(family);
            }

            return family.Series(MetricText.Labels(labels));
        }
    }

    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        lock (_lock)
        {
            foreach (var family in _families)
            {
                family.Write(text);
            }
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }

    private sealed class Family(MetricDescription metric)
    {
        private readonly List<(string Labels, MetricSeries Series)> _series = [];

        public MetricDescription Metric { get; } = metric;

        public MetricSeries Series(string labels)
        {
            var series = _series.Find(known => known.Labels == labels).Series;
            if (series is null)
            {
                series = new MetricSeries(Metric.Buckets);
                _series.Add((labels, series));
            }

            return series;
        }

        public void Write(StringBuilder text)
        {
            MetricText.WriteHeader(text, Metric);
            foreach (var (labels, series) in _series)
            {
                if (Metric.Kind == MetricKind.Histogram)
                {
                    MetricText.WriteHistogram(text, Metric, labels, series.Counts(), series.Value);
                }
                else
                {
                    MetricText.WriteValue(text, Metric.Name, labels, series.Value);
                }
            }
        }
    }
}
