using StreamEmbed.Events;
using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

/// <summary>
/// Random histories: deltas, whole snapshots, evictions, users, publishers that die anywhere in a delta, deltas sent again,
/// compaction at any moment, readers that start at any moment and read partitions at different speeds.
/// </summary>
public sealed class SnapshotAssemblerHistoryTests
{
    private const int Histories = 300;
    private const int Steps = 60;

    [Fact]
    public void Readers_HoldExactlyTheSnapshotTheyServe_WhateverHappens()
    {
        var switches = 0;
        for (var seed = 1; seed <= Histories; seed++)
        {
            switches += new History(seed).Run();
        }

        // The histories mean something only if readers got somewhere in them.
        Assert.InRange(switches, 20 * Histories, int.MaxValue);
    }

    private sealed class History
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly SimulatedTopic _topic;
        private readonly List<SimulatedReader> _readers = [];
        private readonly Dictionary<string, ItemRow> _model = new(StringComparer.Ordinal);
        private readonly Dictionary<UserId, UserVector> _users = [];
        private readonly Dictionary<long, Dictionary<string, ItemRow>> _published = [];
        private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
        private readonly HashSet<string> _evicted = new(StringComparer.Ordinal);
        private ServingPlanner _planner;
        private long _lastWhole;
        private long _begun;

        public History(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            _topic = new SimulatedTopic(_random.Next(1, 5));
            _planner = Planner(new ServingLedger(_topic.Partitions));
        }

        public int Run()
        {
            var switches = 0;
            for (var step = 0; step < Steps; step++)
            {
                Learn();
                switch (_random.Next(10))
                {
                    case < 5:
                        Publish(whole: _random.Next(8) == 0);
                        break;
                    case < 8:
                        PublishUsers();
                        break;
                    case 8:
                        PublisherDies();
                        break;
                    default:
                        var partition = _random.Next(_topic.Partitions);
                        _topic.Compact(partition, _random.NextInt64(_topic.End(partition) + 1), tombstonesToo: false);
                        break;
                }

                if (_random.Next(12) == 0)
                {
                    _readers.Add(new SimulatedReader(_topic));
                }

                switches += _readers.Sum(reader => Read(reader, _random.Next(20)));
            }

            Publish(whole: false);
            _readers.Add(new SimulatedReader(_topic));
            return switches + _readers.Sum(Finish);
        }

        private void Learn()
        {
            for (var i = _random.Next(6); i >= 0; i--)
            {
                var id = "i" + _random.Next(25);
                if (_random.Next(5) == 0)
                {
                    if (_model.Remove(id))
                    {
                        _evicted.Add(id);
                        _dirty.Remove(id);
                    }
                }
                else
                {
                    _model[id] = Rows.Item(id, _random.NextSingle(), _random.NextSingle());
                    _dirty.Add(id);
                    _evicted.Remove(id);
                }
            }
        }

        private IReadOnlyList<PartitionDelta> NextDelta(bool whole)
        {
            whole |= _lastWhole == 0;
            var rows = (whole ? _model.Keys.AsEnumerable() : _dirty).Select(id => _model[id]).ToList();
            return _planner.Plan(Rows.Delta(++_begun, whole ? 0 : _lastWhole, rows, [.. _evicted]));
        }

        private void Publish(bool whole)
        {
            var plan = NextDelta(whole);
            for (var again = _random.Next(3) == 0; again; again = _random.Next(3) == 0)
            {
                Write(plan, complete: false);
            }

            Write(plan, complete: true);
            _lastWhole = _begun;
            _published[_begun] = new(_model, StringComparer.Ordinal);
            _dirty.Clear();
            _evicted.Clear();
        }

        private void PublishUsers()
        {
            var changed = Enumerable.Range(0, _random.Next(4))
                .Select(_ => Rows.User("u" + _random.Next(15), _random.NextSingle(), 0f))
                .DistinctBy(user => user.History.User)
                .ToList();
            var removed = _users.Keys.Where(user => _random.Next(10) == 0 && changed.TrueForAll(one => one.History.User != user)).ToList();
            foreach (var (partition, users) in _planner.PlanUsers(changed, removed))
            {
                Write(partition, Rows.Records(users));
            }

            removed.ForEach(user => _users.Remove(user));
            changed.ForEach(user => _users[user.History.User] = user);
        }

        // The next publisher knows only the topic; its model is the same (a checkpoint), its dirty marks are lost.
        private void PublisherDies()
        {
            Write(NextDelta(whole: false), complete: false);
            var ledger = _topic.Ledger();
            Assert.Equal(_begun, ledger.LastSnapshot);
            _planner = Planner(ledger);
            _lastWhole = 0;
        }

        private void Write(IReadOnlyList<PartitionDelta> plan, bool complete)
        {
            foreach (var partition in plan)
            {
                var records = Rows.Records(partition).ToList();
                // A publisher that dies has at least begun somewhere, else the number was never seen.
                var count = complete ? records.Count : _random.Next(partition.Begin.Partition == 0 ? 1 : 0, records.Count);
                Write(partition.Begin.Partition, records.Take(count));
            }
        }

        private void Write(int partition, IEnumerable<ServingRecord> records)
        {
            foreach (var record in records)
            {
                _topic.Append(partition, record);
            }
        }

        private int Read(SimulatedReader reader, int records)
        {
            var switches = 0;
            for (var i = 0; i < records; i++)
            {
                if (reader.Read(_random.Next(_topic.Partitions)) is { } step)
                {
                    Check(reader, step);
                    switches++;
                }
            }

            return switches;
        }

        private int Finish(SimulatedReader reader)
        {
            var switches = 0;
            while (Enumerable.Range(0, _topic.Partitions).Any(partition => !reader.AtEnd(partition)))
            {
                switches += Read(reader, 10);
            }

            Assert.True(reader.Assembler.IsWhole, $"seed {_seed}: a reader at the end is not whole");
            Assert.True(_begun == reader.Assembler.Number, $"seed {_seed}: a reader at the end serves {reader.Assembler.Number}, not {_begun}");
            Assert.Equal(_begun, reader.Assembler.LastBegun);
            Assert.True(
                _users.Count == reader.Users.Count && _users.All(user => reader.Users[user.Key].Vector.SequenceEqual(user.Value.Vector)),
                $"seed {_seed}: users differ");
            return switches;
        }

        private void Check(SimulatedReader reader, SnapshotSwitch step)
        {
            var expected = _published[step.Number];
            Assert.True(
                expected.Count == reader.Items.Count && expected.All(row => reader.Items.GetValueOrDefault(row.Value.Item) == row.Value),
                $"seed {_seed}: a reader at snapshot {step.Number} holds other rows than were published");
            Assert.Equal(expected.Count, step.Items.Count);
        }

        private ServingPlanner Planner(ServingLedger ledger) => new(
            ledger, "m", item => Sum(item.Value) % _topic.Partitions, user => Sum(user.Value) % _topic.Partitions);

        private static int Sum(string id) => id.Sum(c => c);
    }
}
