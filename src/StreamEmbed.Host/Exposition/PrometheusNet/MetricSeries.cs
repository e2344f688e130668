using Prometheus;

namespace StreamEmbed.Host.Exposition;

/// <summary>One series of a metric, by whichever of prometheus-net's kinds it is. Thread-safe.</summary>
internal sealed class MetricSeries(ICollectorChild child)
{
    /// <summary>Adds to a counter or a gauge.</summary>
    public void Add(double value)
    {
        if (child is ICounter counter)
        {
            counter.Inc(value);
        }
        else
        {
            ((IGauge)child).Inc(value);
        }
    }

    /// <summary>Sets a gauge, or a counter whose sum is kept elsewhere.</summary>
    public void Set(double value)
    {
        if (child is ICounter counter)
        {
            counter.IncTo(value);
        }
        else
        {
            ((IGauge)child).Set(value);
        }
    }

    /// <summary>Counts a value in a histogram.</summary>
    public void Observe(double value) => ((IHistogram)child).Observe(value);
}
