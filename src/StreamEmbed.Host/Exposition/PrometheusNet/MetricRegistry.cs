using Prometheus;

namespace StreamEmbed.Host.Exposition;

/// <summary>Holds metrics in prometheus-net and writes them in the Prometheus text format.</summary>
/// <remarks>
/// Thread-safe. A registry of its own: the default one is static and brings metrics of the process under other names.
/// Where prometheus-net does not restore, the build takes the type of the same name in <c>Plain</c>; both write the same text.
/// </remarks>
internal sealed class MetricRegistry
{
    public const string ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;

    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;

    public MetricRegistry()
    {
        _factory = Prometheus.Metrics.WithCustomRegistry(_registry);
    }

    /// <summary>Finds or makes a series.</summary>
    /// <param name="labels">In the order of their names.</param>
    public MetricSeries Series(MetricDescription metric, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        var names = labels.Select(label => label.Key).ToArray();
        var values = labels.Select(label => label.Value).ToArray();
        return metric.Kind switch
        {
            MetricKind.Counter => new MetricSeries(_factory.CreateCounter(metric.Name, metric.Help, names).WithLabels(values)),
            MetricKind.Gauge => new MetricSeries(_factory.CreateGauge(metric.Name, metric.Help, names).WithLabels(values)),
            _ => new MetricSeries(_factory.CreateHistogram(metric.Name, metric.Help, names, new HistogramConfiguration { Buckets = metric.Buckets }).WithLabels(values)),
        };
    }

    public Task WriteAsync(Stream output, CancellationToken cancellationToken) =>
        _registry.CollectAndExportAsTextAsync(output, cancellationToken);
}
