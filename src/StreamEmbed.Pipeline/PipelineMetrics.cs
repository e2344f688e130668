using System.Diagnostics.Metrics;
using StreamEmbed.Events;
using StreamEmbed.Naming;
using StreamEmbed.Sessions;

namespace StreamEmbed.Pipeline;

/// <summary>Every instrument of the line: names, units and meanings in one place. Reads the counters when somebody scrapes.</summary>
public sealed class PipelineMetrics : IDisposable
{
    /// <summary>The meter that carries all instruments of the product.</summary>
    public const string MeterName = "StreamEmbed";

    private readonly Meter _meter = new(MeterName);

    public PipelineMetrics(EmbeddingPipeline line, TimeProvider clock)
    {
        var source = line.Counters.Source;
        var sessions = line.Counters.Sessions;
        var training = line.Counters.Training;
        var publishing = line.Counters.Publishing;
        var checkpoints = line.Counters.Checkpoints;

        // Source
        Counter("streamembed_events_consumed_total", "{event}", "Records read from the clicks topic.", () => source.Read);
        Counter(
            "streamembed_events_lost_total",
            "{event}",
            "Events gone from the clicks topic before they were read, as Kafka:AcceptGap allows.",
            () => source.Lost);
        Counters(
            "streamembed_events_rejected_total",
            "{event}",
            "Records sent to the dead-letter topic, by reason.",
            () => Enum.GetValues<RejectReason>().Select(reason => (source.Rejected(reason), "reason", SnakeCase.Of(reason))));
        Counter("streamembed_events_ignored_total", "{event}", "Records of an event type with weight 0.", () => source.Ignored);
        Counters(
            "streamembed_events_timed_total",
            "{event}",
            "Events by where their time came from.",
            () => Enum.GetValues<TimeSource>().Select(from => (source.TimedBy(from), "source", SnakeCase.Of(from))));
        Counter("streamembed_source_pauses_total", "{pause}", "Times all partitions were paused because the line was full.", () => source.Pauses);
        Counter(
            "streamembed_source_alignment_pauses_total",
            "{pause}",
            "Times a partition was paused because too many of its events were held back.",
            () => source.AlignmentPauses);
        Gauge(
            "streamembed_source_held_events",
            "{event}",
            "Events held back because their partition runs ahead of the others in event time.",
            () => source.Held);
        Gauges(
            "streamembed_consumer_lag_records",
            "{record}",
            "Records that are in the log and not read yet.",
            () => source.Partitions.Select(partition => ((double)partition.Lag, "partition", Text(partition.Partition))));
        Gauges(
            "streamembed_consumer_lag_seconds",
            "s",
            "Age of the newest event read, 0 when nothing is unread.",
            () => source.Partitions.Select(partition => (partition.LagSeconds(NowMs(clock)), "partition", Text(partition.Partition))));

        // Sessions
        Counters(
            "streamembed_events_late_total",
            "{event}",
            "Events that came after their session had closed, by reason.",
            () => Enum.GetValues<LateReason>().Select(reason => (sessions.Late(reason), "reason", SnakeCase.Of(reason))));
        Counters(
            "streamembed_events_cut_total",
            "{event}",
            "Accepted events that are in no session, by reason.",
            () => Enum.GetValues<CutReason>().Select(reason => (sessions.Cut(reason), "reason", SnakeCase.Of(reason))));
        Gauge("streamembed_sessions_open", "{session}", "Sessions open now.", () => sessions.Open);
        Counters(
            "streamembed_sessions_closed_total",
            "{session}",
            "Sessions that ended, by reason.",
            () => Enum.GetValues<SessionEnd>().Select(end => (sessions.Closed(end), "reason", SnakeCase.Of(end))));
        Counters(
            "streamembed_clicks_released_total",
            "{click}",
            "Clicks ready for the model, by what released them.",
            () => Enum.GetValues<ClickRelease>().Select(reason => (sessions.Clicks(reason), "reason", SnakeCase.Of(reason))));
        Counter(
            "streamembed_clicks_repeated_total",
            "{click}",
            "Clicks that repeat the item before them and do not go to the model.",
            () => sessions.ClicksRepeated);
        Gauge("streamembed_clicks_waiting", "{click}", "Clicks that wait for time to pass them.", () => sessions.ClicksWaiting);
        Gauge("streamembed_earlier_users", "{user}", "Users whose items of closed sessions are remembered now.", () => sessions.EarlierUsers);
        Counters(
            "streamembed_earlier_users_forgotten_total",
            "{user}",
            "Users whose items of closed sessions were forgotten, by reason.",
            () => [(sessions.EarlierExpired, "reason", "expired"), (sessions.EarlierDisplaced, "reason", "displaced")]);
        Gauge("streamembed_users", "{user}", "Users remembered now.", () => sessions.Users);
        Gauge(
            "streamembed_watermark_timestamp_seconds",
            "s",
            "Event time that the stream has reached, as Unix time; 0 before the first event.",
            () => sessions.EventTimeMs / 1000.0);

        // Training
        Counter("streamembed_sessions_trained_total", "{session}", "Sessions trained on.", () => training.Figures.Stats.Sessions);
        Counter("streamembed_training_tokens_total", "{token}", "Items of sessions trained on.", () => training.Figures.Stats.Tokens);
        Counter("streamembed_training_pairs_total", "{pair}", "Pairs of items trained on.", () => training.Figures.Stats.Pairs);
        Counter(
            "streamembed_training_positive_loss_total",
            "1",
            "Sum of weight times -log sigmoid(u.v) over sampled pairs; divide its rate by that of the weight.",
            () => training.Figures.Stats.PositiveLoss);
        Counter(
            "streamembed_training_positive_weight_total",
            "1",
            "Sum of the weights of sampled pairs.",
            () => training.Figures.Stats.PositiveWeight);
        Counter(
            "streamembed_training_negative_loss_total",
            "1",
            "Sum of weight times -log sigmoid(-u.v) over sampled noise items; divide its rate by that of the weight.",
            () => training.Figures.Stats.NegativeLoss);
        Counter(
            "streamembed_training_negative_weight_total",
            "1",
            "Sum of the weights of sampled noise items.",
            () => training.Figures.Stats.NegativeWeight);
        Counter(
            "streamembed_training_rows_reset_total",
            "{row}",
            "Rows that held a value that is not finite and were started anew.",
            () => training.Figures.Stats.RowsReset);
        Gauge("streamembed_vocabulary_items", "{item}", "Items with a vector now.", () => training.Figures.Items);
        Counter("streamembed_vocabulary_admitted_total", "{item}", "Items that got a vector.", () => training.Figures.Stats.Admitted);
        Counters(
            "streamembed_vocabulary_evicted_total",
            "{item}",
            "Items that lost their vector, by reason.",
            () => [(training.Figures.Stats.Expired, "reason", "expired"), (training.Figures.Stats.Displaced, "reason", "displaced")]);
        Counter(
            "streamembed_users_without_vector_total",
            "{user}",
            "User vectors not made because none of the user's items is known.",
            () => training.UsersWithoutVector);

        // Publishing
        Gauge("streamembed_snapshot_sequence", "1", "Number of the last snapshot that the broker confirmed.", () => publishing.Snapshot);
        Gauge(
            "streamembed_snapshot_timestamp_seconds",
            "s",
            "When the last snapshot was confirmed, as Unix time; 0 before the first.",
            () => publishing.SnapshotClockMs / 1000.0);
        Counter("streamembed_rows_published_total", "{row}", "Item rows confirmed by the broker.", () => publishing.Rows);
        Counter("streamembed_rows_removed_total", "{row}", "Item tombstones confirmed by the broker.", () => publishing.Tombstones);
        Counter("streamembed_users_published_total", "{user}", "User vectors confirmed by the broker.", () => publishing.Users);
        Counter(
            "streamembed_publish_seconds_total",
            "s",
            "Time spent until publications were confirmed.",
            () => publishing.Spent.TotalSeconds);

        // Checkpoints
        Counter("streamembed_checkpoints_total", "{checkpoint}", "Checkpoints written.", () => checkpoints.Written);
        Counter("streamembed_checkpoint_bytes_total", "By", "Bytes written for checkpoints.", () => checkpoints.Bytes);
        Gauge(
            "streamembed_checkpoint_timestamp_seconds",
            "s",
            "When the last checkpoint was written, as Unix time; 0 before the first.",
            () => checkpoints.ClockMs / 1000.0);

        // Between the stages
        Gauges(
            "streamembed_channel_depth",
            "{batch}",
            "Batches that wait for a stage.",
            () => line.ChannelDepths.Select(channel => ((double)channel.Depth, "stage", channel.Stage)));
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string unit, string description, Func<double> value) =>
        _meter.CreateObservableCounter(name, value, unit, description);

    private void Counters(string name, string unit, string description, Func<IEnumerable<(long Value, string Label, string Of)>> values) =>
        _meter.CreateObservableCounter(name, () => values().Select(one => Measure(one.Value, one.Label, one.Of)), unit, description);

    private void Gauge(string name, string unit, string description, Func<double> value) =>
        _meter.CreateObservableGauge(name, value, unit, description);

    private void Gauges(string name, string unit, string description, Func<IEnumerable<(double Value, string Label, string Of)>> values) =>
        _meter.CreateObservableGauge(name, () => values().Select(one => Measure(one.Value, one.Label, one.Of)), unit, description);

    private static Measurement<double> Measure(double value, string label, string of) =>
        new(value, new KeyValuePair<string, object?>(label, of));

    private static string Text(int partition) => partition.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static long NowMs(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
