using Microsoft.Extensions.Logging;
using StreamEmbed.Events;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Kafka.Serving.Formats;
using StreamEmbed.Ports;
using StreamEmbed.Serving;

namespace StreamEmbed.Kafka.Serving;

/// <summary>Publishes snapshots and users to the serving topic.</summary>
/// <remarks>
/// Everything is sent again, whole and in order, by a new producer, until the broker has confirmed all of it: what was
/// written twice readers do not notice. It must be the only writer of the topic. Used by one caller at a time.
/// </remarks>
/// <param name="clients">Which Kafka; the topic is that of its options and must exist.</param>
/// <param name="modelId">Names the model in every marker: vectors of different models do not compare.</param>
/// <param name="log">Where it says what it found and did.</param>
/// <param name="gate">Keeps the embedded broker from dropping records that no reader has processed; null where Kafka keeps them.</param>
/// <param name="options">How records are written; null for the native format.</param>
/// <param name="faults">Told of each step of a publication; null where nobody asks.</param>
public sealed partial class KafkaServingSink(
    KafkaClients clients,
    string modelId,
    ILogger<KafkaServingSink> log,
    RetentionGate? gate = null,
    PublishingOptions? options = null,
    IFaultPoints? faults = null) : IServingSink, IDisposable
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadWait = TimeSpan.FromMilliseconds(100);

    private readonly RecordFormat _format = RecordFormat.Of(options ?? new PublishingOptions());
    private readonly IFaultPoints _faults = faults ?? NoFaults.Instance;
    private readonly VectorType _vectorType = options?.VectorType ?? VectorType.Float32;
    private ServingWriter? _writer;

    // Null when it is not known what the topic holds: at the start, and after a publication that was given up.
    private ServingPlanner? _planner;
    private int _partitions;

    private string Topic => clients.Options.ServingTopic;

    /// <inheritdoc/>
    public async Task<ServingContents> ReadContentsAsync(CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken).ConfigureAwait(false)).Contents();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The delta cannot follow what the topic holds.</exception>
    public async Task<RowTotals> PublishAsync(SnapshotDelta delta, CancellationToken cancellationToken)
    {
        var messages = new ServingMessages(_format);
        var published = await PublishAsync(
            "publishing a snapshot",
            planner => planner.Plan(delta with { Changed = [.. delta.Changed.Select(Rounded)] }),
            plan => plan.SelectMany((partition, index) => messages.Of(partition).Select(message => (index, message))),
            cancellationToken).ConfigureAwait(false);
        return published.Aggregate(default(RowTotals), (sum, partition) => sum + partition.End.Items);
    }

    /// <inheritdoc/>
    public Task PublishUsersAsync(IReadOnlyList<UserVector> changed, IReadOnlyList<UserId> removed, CancellationToken cancellationToken)
    {
        var messages = new ServingMessages(_format);
        return PublishAsync(
            "publishing users",
            planner => planner.PlanUsers([.. changed.Select(Rounded)], removed),
            plan => plan.SelectMany(partition => messages.Of(partition.Users).Select(message => (partition.Partition, message))),
            cancellationToken);
    }

    public void Dispose() => DropWriter();

    private async Task<TPlan> PublishAsync<TPlan>(
        string what, Func<ServingPlanner, TPlan> plan, Func<TPlan, IEnumerable<(int Partition, ServingMessage Message)>> messages, CancellationToken cancellationToken)
    {
        if (_planner is null)
        {
            await LoadAsync(cancellationToken).ConfigureAwait(false);
        }

        var planned = plan(_planner!);
        _faults.Reach(PublishStep.Planned);
        try
        {
            await clients.Resilience.ExecuteAsync(
                what, attempt => SendAsync(messages(planned), attempt), cancellationToken, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            return planned;
        }
        catch
        {
            // The plan is ahead of the topic by an unknown part.
            _planner = null;
            throw;
        }
    }

    private async Task SendAsync(IEnumerable<(int Partition, ServingMessage Message)> messages, CancellationToken cancellationToken)
    {
        try
        {
            _writer ??= new ServingWriter(clients, Topic, _partitions, gate);
            int? last = null;
            foreach (var (partition, message) in messages)
            {
                if (last is not null && partition != last)
                {
                    _faults.Reach(PublishStep.PartitionSent);
                }

                await _writer.SendAsync(partition, message, cancellationToken).ConfigureAwait(false);
                last = partition;
            }

            _faults.Reach(PublishStep.Sent);
            await _writer.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            _faults.Reach(PublishStep.Confirmed);
        }
        catch
        {
            DropWriter();
            throw;
        }
    }

    private async Task<ServingLedger> LoadAsync(CancellationToken cancellationToken)
    {
        _planner = null;
        DropWriter();
        var ledger = await clients.Resilience.ExecuteAsync(
            "reading the serving topic", ReadAsync, cancellationToken, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        _partitions = ledger.Partitions.Count;
        _planner = new ServingPlanner(
            ledger, modelId, item => _format.PartitionOf(item, _partitions), user => _format.PartitionOf(user, _partitions));
        return ledger;
    }

    private async Task<ServingLedger> ReadAsync(CancellationToken cancellationToken)
    {
        using var reader = new ServingTopicReader(clients, Topic, "contents", isLasting: false, _format);
        await reader.OpenAsync(cancellationToken).ConfigureAwait(false);
        var ledger = new ServingLedger(reader.Partitions);
        // Reading blocks: off the caller's thread.
        await Task.Run(() => ReadToEnd(reader, ledger, cancellationToken), cancellationToken).ConfigureAwait(false);
        var items = ledger.Partitions.Sum(partition => partition.Items.Totals.Count);
        var users = ledger.Partitions.Sum(partition => partition.Users.Totals.Count);
        LogContents(Topic, ledger.LastSnapshot, items, users);
        return ledger;
    }

    private void ReadToEnd(ServingTopicReader reader, ServingLedger ledger, CancellationToken cancellationToken)
    {
        var ends = reader.QueryEnds(QueryTimeout);
        while (!reader.HasReached(ends))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.TryRead(ReadWait, out var entry))
            {
                continue;
            }

            if (entry.Fault is not null)
            {
                LogUnreadable(Topic, entry.Partition, entry.Offset, entry.Fault);
            }
            else if (entry.Record is not null)
            {
                CheckPlace(entry, reader.Partitions);
                ledger.Apply(entry.Partition, entry.Record);
            }
        }
    }

    // Partitions added to a topic move keys: old rows would stay behind where nobody overwrites them.
    private void CheckPlace(ServingEntry entry, int partitions)
    {
        var place = entry.Record switch
        {
            ServingRecord.ItemChanged changed => _format.PartitionOf(changed.Row.Item, partitions),
            ServingRecord.UserChanged changed => _format.PartitionOf(changed.User.History.User, partitions),
            _ => entry.Partition,
        };
        if (place != entry.Partition)
        {
            throw new KafkaSetupException(
                $"Topic '{Topic}' has {partitions} partitions now, but its vectors were published when it had another number: a compacted topic "
                + "must not grow. Set Kafka:ServingTopic to a new topic, or delete this one and let it be made anew.");
        }
    }

    // Here and not in the encoder, so that the markers' digests are those of what readers get.
    private ItemRow Rounded(ItemRow row) => row with { Vector = VectorRounding.Round(row.Vector, _vectorType) };

    private UserVector Rounded(UserVector user) => user with { Vector = VectorRounding.Round(user.Vector, _vectorType) };

    private void DropWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
