using System.Diagnostics.Metrics;
using System.Numerics;

namespace StreamEmbed.Host.Exposition;

/// <summary>Shows the measurements of one meter's instruments as Prometheus text, under the instruments' own names.</summary>
/// <remarks>
/// Measurements come on the threads of the stages and cost them a look-up without allocation; observable instruments are
/// asked at each <see cref="WriteAsync"/>. prometheus-net's own adapter is not used: it renames, and makes gauges of counters.
/// </remarks>
internal sealed class MeterExposition : IDisposable
{
    // Prometheus' usual ones, for a histogram that gives no advice: durations of requests in seconds.
    private static readonly double[] UsualBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly MeterListener _listener = new();
    private readonly MetricRegistry _registry = new();

    /// <param name="meterName">Instruments of meters with this name are shown, whether made before or after.</param>
    public MeterExposition(string meterName)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meterName)
            {
                listener.EnableMeasurementEvents(instrument, new InstrumentSeries(_registry, Describe(instrument)));
            }
        };
        Carry<byte>();
        Carry<short>();
        Carry<int>();
        Carry<long>();
        Carry<float>();
        Carry<double>();
        Carry<decimal>();
        _listener.Start();
    }

    /// <summary>Asks the observable instruments for their values and writes all series.</summary>
    public Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        _listener.RecordObservableInstruments();
        return _registry.WriteAsync(output, cancellationToken);
    }

    public void Dispose() => _listener.Dispose();

    private void Carry<T>()
        where T : struct, INumber<T>
    {
        _listener.SetMeasurementEventCallback<T>((instrument, value, tags, state) =>
        {
            // An instrument that is being made may be asked for its value a moment before it is known what belongs to it.
            if (state is not InstrumentSeries known)
            {
                return;
            }

            var series = known.For(tags);
            var number = double.CreateChecked(value);
            switch (instrument)
            {
                case Counter<T> or UpDownCounter<T>:
                    series.Add(number);
                    break;
                case Histogram<T>:
                    series.Observe(number);
                    break;
                default:
                    series.Set(number);
                    break;
            }
        });
    }

    private static MetricDescription Describe(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        var kind = type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
        var buckets = kind == MetricKind.Histogram ? AdvisedBuckets(instrument) ?? UsualBuckets : [];
        return new MetricDescription(instrument.Name, OneLine(instrument.Description ?? ""), kind, buckets);
    }

    // Escaped here because prometheus-net writes help texts as they are, and a line break would end the comment.
    private static string OneLine(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static double[]? AdvisedBuckets(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries?.ToArray(),
        Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
        Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
        Histogram<float> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
        _ => null,
    };
}
