using StreamEmbed.Evaluation;
using StreamEmbed.Events;
using StreamEmbed.Randomness;
using StreamEmbed.Sessions;
using StreamEmbed.Training;

namespace StreamEmbed.TestKit.Training;

/// <summary>The streaming preset pair by pair, written from the equations: what the trainer of blocks is measured against.</summary>
/// <remarks>
/// For each pair (i, j) of a session: one positive and <c>negatives</c> noise items, each applied at once,
/// x_i += η w (y − σ(x_i·o)) o and o += η w (y − σ(x_i·o)) x_i (x_i after all of the pair), in float, without bound, refresh or shared noise.
/// The preset's other parts are the same, with the options given: pairs in a window by 1/√distance, earlier items, noise from recent
/// events and all items, replay, starts among neighbours, running averages of the input rows,
/// and by choice of the context rows too, which the trainer of blocks does not keep.
/// </remarks>
/// <param name="options">Options of the streaming preset, but for <see cref="TrainingOptions.DistanceWeight"/>, sampling and conversions, which stay as there.</param>
/// <param name="averageContexts">Whether the context rows are averaged as well.</param>
public sealed class PairwiseModel(TrainingOptions options, bool averageContexts = false) : IVectorModel
{
    private readonly TrainingSettings _settings = TrainingSettings.From(options);
    private readonly SeededRandom _random = new(options.Seed);
    private readonly Dictionary<ItemId, int> _rowOf = [];
    private readonly List<Item> _items = [];
    private readonly List<int> _events = [];
    private readonly List<(int[] Rows, int Own)> _sessions = [];
    private readonly float[] _step = new float[options.Dimension];

    public int Dimension => options.Dimension;

    public void Learn(Session session)
    {
        var start = MeanOf(session.Items.Where(_rowOf.ContainsKey).Select(item => _rowOf[item]).Take(50));
        foreach (var item in session.Items)
        {
            if (_rowOf.TryAdd(item, _items.Count))
            {
                _items.Add(Item.At(item, start, Dimension, _random));
            }

            _events.Add(_rowOf[item]);
        }

        var earlier = session.Earlier.TakeLast(_settings.Earlier).Where(_rowOf.ContainsKey).Select(item => _rowOf[item]).ToArray();
        int[] rows = [.. earlier, .. session.Items.Select(item => _rowOf[item])];
        if (rows.Length < 2)
        {
            return;
        }

        Train(rows, earlier.Length);
        for (var i = 0; i < _settings.Replay && _sessions.Count > 0; i++)
        {
            var u = _random.NextDouble();
            var (replayed, own) = _sessions[_sessions.Count - 1 - (int)(u * u * Math.Min(_settings.ReplaySessions, _sessions.Count))];
            Train(replayed, own);
        }

        _sessions.Add((rows, earlier.Length));
    }

    public void Read(VectorRows rows)
    {
        foreach (var item in _items)
        {
            var number = rows.NumberOf(item.Id);
            rows.Known[number] = true;
            item.ServedInput.CopyTo(rows.Input(number));
            item.ServedContext.CopyTo(rows.Context(number));
        }
    }

    private (float[] Input, float[] Context) MeanOf(IEnumerable<int> rows)
    {
        var (input, context, count) = (new float[Dimension], new float[Dimension], 0);
        foreach (var row in rows)
        {
            count++;
            Add(input, _items[row].Input, 1);
            Add(context, _items[row].Context, 1);
        }

        return count == 0 ? (input, context) : ([.. input.Select(x => x / count)], [.. context.Select(x => x / count)]);
    }

    private void Train(int[] rows, int own)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = Math.Max(0, i - _settings.Window); j < Math.Min(rows.Length, i + _settings.Window + 1); j++)
            {
                if (rows[i] != rows[j] && (i >= own || j >= own))
                {
                    var weight = (i < own || j < own ? _settings.EarlierWeight : 1) / MathF.Sqrt(Math.Abs(i - j));
                    TrainPair(rows, _items[rows[i]].Input, rows[j], weight);
                }
            }
        }

        foreach (var row in rows)
        {
            _items[row].Average(_settings.AverageRate, averageContexts);
        }
    }

    private void TrainPair(int[] session, float[] input, int context, float weight)
    {
        Array.Clear(_step);
        Step(input, _items[context].Context, label: 1, weight);
        for (var n = 0; n < _settings.Negatives; n++)
        {
            var noise = _random.NextDouble() < _settings.RecentNoise
                ? _events[^(1 + _random.NextInt(Math.Min(_settings.RecentEvents, _events.Count)))]
                : _random.NextInt(_items.Count);
            if (!session.AsSpan().Contains(noise))
            {
                Step(input, _items[noise].Context, label: 0, weight);
            }
        }

        Add(input, _step, 1);
    }

    private void Step(float[] input, float[] context, float label, float weight)
    {
        var score = 0f;
        for (var d = 0; d < input.Length; d++)
        {
            score += input[d] * context[d];
        }

        var g = _settings.Rate * weight * (label - (1 / (1 + MathF.Exp(-score))));
        Add(_step, context, g);
        Add(context, input, g);
    }

    private static void Add(float[] sum, float[] vector, float factor)
    {
        for (var d = 0; d < sum.Length; d++)
        {
            sum[d] += factor * vector[d];
        }
    }

    private sealed class Item(ItemId id, float[] input, float[] context)
    {
        private int _averaged;

        public ItemId Id { get; } = id;

        public float[] Input { get; } = input;

        public float[] Context { get; } = context;

        public float[] ServedInput { get; } = [.. input];

        public float[] ServedContext { get; } = [.. context];

        public static Item At(ItemId id, (float[] Input, float[] Context) start, int dimension, SeededRandom random) =>
            new(id, [.. start.Input.Select(x => x + ((random.NextSingle() - 0.5f) / dimension))], [.. start.Context]);

        public void Average(float rate, bool withContext)
        {
            var share = Math.Max(rate, 1f / ++_averaged);
            for (var d = 0; d < Input.Length; d++)
            {
                ServedInput[d] += share * (Input[d] - ServedInput[d]);
                ServedContext[d] += (withContext ? share : 1) * (Context[d] - ServedContext[d]);
            }
        }
    }
}
