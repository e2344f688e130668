using System.Globalization;
using StreamEmbed.Events;
using StreamEmbed.Randomness;
using StreamEmbed.Sessions;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>One session trained through the whole model, against finite differences of the loss that its form claims to descend, written from the equations.</summary>
public sealed unsafe class FormGradientTests
{
    private const int Dimension = 16;
    private const int Items = 30;
    private const int Negatives = 5;
    private const int Window = 2;
    private const double EarlierWeight = 0.5;
    private const double Conversion = 3;
    private const float Rate = 1e-3f;
    private const long Start = 1_800_000_000_000;

    // Two equal items, one that comes from the user's past, and a conversion: whatever a form treats differently is in there.
    private static readonly int[] Own = [3, 8, 3, 5, 11];
    private static readonly float[] Events = [1, 2, 1, 4, 1];
    private static readonly int[] Past = [7, 2, 3];

    public enum Form
    {
        Window,
        WholeSession,
        Earlier,
        Conversions,
        Cbow,
        CbowOfEarlierAndConversions,
    }

    public static TheoryData<Form, TrainingPreset> Forms()
    {
        var forms = new TheoryData<Form, TrainingPreset>();
        foreach (var form in Enum.GetValues<Form>())
        {
            forms.Add(form, TrainingPreset.Streaming);
            forms.Add(form, TrainingPreset.Throughput);
        }

        return forms;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void TrainObserved_FollowsTheGradientOfTheForm_WhenTheRateIsSmall(Form form, TrainingPreset preset)
    {
        var model = Model(form, preset);
        var (x, o) = (Rows(model, context: false), Rows(model, context: true));

        model.TrainObserved(Session(form));

        var (newX, newO) = (Rows(model, context: false), Rows(model, context: true));
        var noise = model.Rows.Noise.Current.ToArray();
        var moved = 0;
        for (var row = 0; row < Items; row++)
        {
            moved += AssertFollows(() => Loss(form, preset, x, o, noise), x[row], newX[row]);
            moved += AssertFollows(() => Loss(form, preset, x, o, noise), o[row], newO[row]);
        }

        // A loss that does not depend on the rows would be followed by doing nothing.
        Assert.True(moved > 6 * Dimension, $"{moved} numbers moved");
    }

    private static int AssertFollows(Func<double> loss, double[] before, double[] after)
    {
        var moved = 0;
        for (var d = 0; d < Dimension; d++)
        {
            const double h = 1e-5;
            var at = before[d];
            before[d] = at + h;
            var above = loss();
            before[d] = at - h;
            var below = loss();
            before[d] = at;
            var gradient = (above - below) / (2 * h);
            moved += Math.Abs(gradient) > 0.1 ? 1 : 0;

            // Second order: rate × (sums of up to 30 weights near 1)², and float's rounding of a step near 10⁻³.
            Assert.Equal(-gradient, (after[d] - at) / Rate, 0.01 + (0.03 * Math.Abs(gradient)));
        }

        return moved;
    }

    private static ItemEmbeddings Model(Form form, TrainingPreset preset)
    {
        var model = new ItemEmbeddings(
            new TrainingOptions
            {
                Preset = preset,
                Architecture = IsCbow(form) ? TrainingArchitecture.Cbow : TrainingArchitecture.SkipGram,
                Dimension = Dimension,
                Window = form == Form.WholeSession ? 0 : Window,
                DistanceWeight = form == Form.WholeSession ? DistanceWeight.Flat : DistanceWeight.SquareRoot,
                ConversionWeight = HasConversions(form) ? Conversion : null,
                Earlier = HasEarlier(form) ? 5 : 0,
                EarlierWeight = EarlierWeight,
                Negatives = Negatives,
                NoiseRows = 8,
                Rate = Rate,
                Replay = 0,
                AverageRate = 0,
            },
            new VocabularyOptions());

        // All items are known and trained, so none is started anew; then their rows are what the test says.
        var all = Enumerable.Range(0, Items).Select(Id).ToArray();
        model.Train(new Session(new UserId("u"), all, [.. all.Select(_ => 1f)], Start, Start, SessionEnd.Gap));
        var random = new SeededRandom(9);
        for (var row = 0; row < Items; row++)
        {
            foreach (ref var value in new Span<float>(model.Table.Input(row), Dimension))
            {
                value = random.NextSingle() - 0.5f;
            }

            foreach (ref var value in new Span<float>(model.Table.Context(row), Dimension))
            {
                value = random.NextSingle() - 0.5f;
            }
        }

        return model;
    }

    private static Session Session(Form form) =>
        new(new UserId("u"), [.. Own.Select(Id)], Events, Start, Start + 1_000, SessionEnd.Gap)
        {
            Earlier = HasEarlier(form) ? [.. Past.Select(Id)] : [],
        };

    private static ItemId Id(int row) => new(row.ToString(CultureInfo.InvariantCulture));

    private static double Loss(Form form, TrainingPreset preset, double[][] x, double[][] o, int[] noise)
    {
        int[] rows = HasEarlier(form) ? [.. Past, .. Own] : Own;
        var earlier = rows.Length - Own.Length;
        double loss = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var context = Enumerable.Range(0, rows.Length).Select(j => PairWeight(form, rows, earlier, i, j)).ToArray();
            var sum = context.Sum();
            if (IsCbow(form))
            {
                if (i >= earlier)
                {
                    var mean = Enumerable.Range(0, Dimension).Select(d => rows.Select((row, j) => context[j] * x[row][d]).Sum() / sum).ToArray();
                    loss += Events[i - earlier] * (Softplus(-Dot(mean, o[rows[i]])) + NoiseLoss(preset, rows, mean, o, noise));
                }

                continue;
            }

            loss += rows.Select((row, j) => context[j] * Softplus(-Dot(x[rows[i]], o[row]))).Sum();
            loss += sum * NoiseLoss(preset, rows, x[rows[i]], o, noise);
        }

        return loss;
    }

    private static double NoiseLoss(TrainingPreset preset, int[] session, double[] input, double[][] o, int[] noise) =>
        noise.Where(z => preset == TrainingPreset.Throughput || !session.Contains(z)).Sum(z => Softplus(Dot(input, o[z]))) * Negatives / noise.Length;

    private static double PairWeight(Form form, int[] rows, int earlier, int i, int j)
    {
        if (rows[i] == rows[j] || (i < earlier && j < earlier))
        {
            return 0;
        }

        var events = (j < earlier ? 1 : Events[j - earlier]) * (i < earlier || j < earlier ? EarlierWeight : 1);
        var distance = Math.Abs(i - j);
        var isConversion = HasConversions(form) && j >= earlier && Events[j - earlier] >= Conversion;
        return form == Form.WholeSession || isConversion ? events
            : distance <= Window ? events / Math.Sqrt(distance)
            : 0;
    }

    private static bool IsCbow(Form form) => form is Form.Cbow or Form.CbowOfEarlierAndConversions;

    private static bool HasEarlier(Form form) => form is Form.Earlier or Form.CbowOfEarlierAndConversions;

    private static bool HasConversions(Form form) => form is Form.Conversions or Form.CbowOfEarlierAndConversions;

    private static double[][] Rows(ItemEmbeddings model, bool context) =>
        [.. Enumerable.Range(0, Items).Select(row => Array.ConvertAll(
            new ReadOnlySpan<float>(context ? model.Table.Context(row) : model.Table.Input(row), Dimension).ToArray(), value => (double)value))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (left, right) => left * right).Sum();

    private static double Softplus(double s) => Math.Log(1 + Math.Exp(s));
}
