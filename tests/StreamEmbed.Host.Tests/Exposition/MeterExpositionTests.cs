using System.Diagnostics.Metrics;
using System.Text;
using StreamEmbed.Host.Exposition;
using StreamEmbed.TestKit.Memory;

namespace StreamEmbed.Host.Tests.Exposition;

/// <summary>The exposed text, letter by letter. The same tests run on a full and on a partial feed, so both expositions write the same.</summary>
public sealed class MeterExpositionTests : IDisposable
{
    private readonly Meter _meter = new("StreamEmbed.Tests." + Guid.NewGuid().ToString("n"));
    private readonly MeterExposition _exposition;

    public MeterExpositionTests()
    {
        _exposition = new MeterExposition(_meter.Name);
    }

    public void Dispose()
    {
        _exposition.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task WriteAsync_GivesEveryKindUnderItsOwnName_WhenInstrumentsMeasured()
    {
        var consumed = _meter.CreateCounter<long>("streamembed_events_consumed_total", null, "Events read.");
        var rejected = _meter.CreateCounter<int>("streamembed_events_rejected_total", null, "Events that cannot be used.");
        var open = _meter.CreateUpDownCounter<int>("streamembed_sessions_open", null, "Sessions that are open.");
        _meter.CreateObservableGauge("streamembed_lag_records", () => new[] { Measurement(7L, "0"), Measurement(2L, "1") }, null, "Events not read yet.");
        _meter.CreateObservableCounter("streamembed_pairs_total", () => 12_345_678_901L, null, "Pairs trained.");
        var loss = _meter.CreateGauge<double>("streamembed_loss", null, "Mean loss.");
        consumed.Add(5);
        consumed.Add(37);
        rejected.Add(1, KeyValuePair.Create("reason", (object?)"empty_user"));
        rejected.Add(2, KeyValuePair.Create("reason", (object?)"too_old"));
        rejected.Add(3, KeyValuePair.Create("reason", (object?)"empty_user"));
        open.Add(3);
        open.Add(-1);
        loss.Record(0.125);

        Assert.Equal(
            """
            # HELP streamembed_events_consumed_total Events read.
            # TYPE streamembed_events_consumed_total counter
            streamembed_events_consumed_total 42
            # HELP streamembed_events_rejected_total Events that cannot be used.
            # TYPE streamembed_events_rejected_total counter
            streamembed_events_rejected_total{reason="empty_user"} 4
            streamembed_events_rejected_total{reason="too_old"} 2
            # HELP streamembed_sessions_open Sessions that are open.
            # TYPE streamembed_sessions_open gauge
            streamembed_sessions_open 2
            # HELP streamembed_loss Mean loss.
            # TYPE streamembed_loss gauge
            streamembed_loss 0.125
            # HELP streamembed_lag_records Events not read yet.
            # TYPE streamembed_lag_records gauge
            streamembed_lag_records{partition="0"} 7
            streamembed_lag_records{partition="1"} 2
            # HELP streamembed_pairs_total Pairs trained.
            # TYPE streamembed_pairs_total counter
            streamembed_pairs_total 12345678901

            """,
            await TextAsync());
    }

    [Fact]
    public async Task WriteAsync_UsesTheAdvisedBuckets_WhenAHistogramGivesThem()
    {
        var seconds = _meter.CreateHistogram(
            "streamembed_publish_seconds", null, "Time to publish.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.25, 0.5, 10] });
        seconds.Record(0.25, KeyValuePair.Create("kind", (object?)"items"));
        seconds.Record(0.3, KeyValuePair.Create("kind", (object?)"items"));
        seconds.Record(60, KeyValuePair.Create("kind", (object?)"items"));
        seconds.Record(double.NaN, KeyValuePair.Create("kind", (object?)"items"));

        Assert.Equal(
            """
            # HELP streamembed_publish_seconds Time to publish.
            # TYPE streamembed_publish_seconds histogram
            streamembed_publish_seconds_sum{kind="items"} 60.55
            streamembed_publish_seconds_count{kind="items"} 3
            streamembed_publish_seconds_bucket{kind="items",le="0.25"} 1
            streamembed_publish_seconds_bucket{kind="items",le="0.5"} 2
            streamembed_publish_seconds_bucket{kind="items",le="10"} 2
            streamembed_publish_seconds_bucket{kind="items",le="+Inf"} 3

            """,
            await TextAsync());
    }

    [Fact]
    public async Task WriteAsync_UsesUsualBuckets_WhenAHistogramGivesNone()
    {
        _meter.CreateHistogram<int>("streamembed_seconds").Record(1);

        Assert.Contains("streamembed_seconds_bucket{le=\"0.005\"} 0\n", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_TakesAdviceOfWholeNumbers_WhenAHistogramCounts()
    {
        _meter.CreateHistogram("streamembed_session_items", null, "", tags: null, new InstrumentAdvice<int> { HistogramBucketBoundaries = [2, 4] }).Record(3);

        Assert.Equal(
            """
            # HELP streamembed_session_items 
            # TYPE streamembed_session_items histogram
            streamembed_session_items_sum 3
            streamembed_session_items_count 1
            streamembed_session_items_bucket{le="2"} 0
            streamembed_session_items_bucket{le="4"} 1
            streamembed_session_items_bucket{le="+Inf"} 1

            """,
            await TextAsync());
    }

    [Fact]
    public async Task WriteAsync_EscapesLabelsAndHelp_WhenTheyHoldQuotesOrLines()
    {
        var counter = _meter.CreateCounter<long>("streamembed_odd_total", null, "A \\ and\ntwo lines.");
        counter.Add(1, KeyValuePair.Create("topic", (object?)"a\"b\\c\nd"), KeyValuePair.Create("at", (object?)1));

        Assert.Equal(
            """
            # HELP streamembed_odd_total A \\ and\ntwo lines.
            # TYPE streamembed_odd_total counter
            streamembed_odd_total{at="1",topic="a\"b\\c\nd"} 1

            """,
            await TextAsync());
    }

    [Fact]
    public async Task WriteAsync_KeepsOneSeries_WhenTagsComeInAnotherOrder()
    {
        var counter = _meter.CreateCounter<long>("streamembed_both_total");
        counter.Add(1, KeyValuePair.Create("a", (object?)"1"), KeyValuePair.Create("b", (object?)"2"));
        counter.Add(1, KeyValuePair.Create("b", (object?)"2"), KeyValuePair.Create("a", (object?)"1"));

        Assert.EndsWith("streamembed_both_total{a=\"1\",b=\"2\"} 2\n", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_WritesNumbersAsPrometheusReadsThem_WhenTheyAreLargeSmallOrNone()
    {
        var gauge = _meter.CreateGauge<double>("streamembed_numbers");
        foreach (var (name, value) in new[] { ("a", 1e21), ("b", 1e-7), ("c", double.NaN), ("d", double.PositiveInfinity), ("e", double.NegativeInfinity), ("f", -0.1), ("g", 1_700_000_000.123) })
        {
            gauge.Record(value, KeyValuePair.Create("is", (object?)name));
        }

        var values = (await TextAsync()).Split('\n').Where(line => line.StartsWith("streamembed", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]);

        Assert.Equal(["1e+21", "1e-07", "NaN", "Infinity", "-Infinity", "-0.1", "1700000000.123"], values);
    }

    [Fact]
    public void Listen_AllocatesNothing_WhenASeriesIsKnown()
    {
        var counter = _meter.CreateCounter<long>("streamembed_hot_total");
        object reason = "gap";
        counter.Add(1, KeyValuePair.Create("reason", (object?)reason));

        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                counter.Add(1, KeyValuePair.Create("reason", (object?)reason));
            }
        }));
    }

    [Fact]
    public async Task Listen_LosesNothing_WhenManyThreadsCount()
    {
        var counter = _meter.CreateCounter<long>("streamembed_threads_total");
        var histogram = _meter.CreateHistogram<double>("streamembed_threads_seconds");

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, KeyValuePair.Create("i", (object?)(i % 3)));
                histogram.Record(0.5);
            }
        });

        var text = await TextAsync();
        Assert.Contains("streamembed_threads_seconds_count 80000\n", text, StringComparison.Ordinal);
        Assert.Contains("streamembed_threads_seconds_sum 40000\n", text, StringComparison.Ordinal);
        Assert.Contains("streamembed_threads_total{i=\"0\"} 26672\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_Answers_WhileInstrumentsAreMade()
    {
        // A listener is told of an instrument a moment after it may be asked for its value.
        var making = Task.Run(
            () =>
            {
                for (var i = 0; i < 3_000; i++)
                {
                    _meter.CreateObservableGauge($"streamembed_made_{i}", () => 1.0);
                }
            },
            TestContext.Current.CancellationToken);
        do
        {
            await TextAsync();
        }
        while (!making.IsCompleted);

        await making;
        Assert.Contains("streamembed_made_2999 1\n", await TextAsync(), StringComparison.Ordinal);
    }

    private static Measurement<long> Measurement(long value, string partition) => new(value, KeyValuePair.Create("partition", (object?)partition));

    private async Task<string> TextAsync()
    {
        using var output = new MemoryStream();
        await _exposition.WriteAsync(output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
