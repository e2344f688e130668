using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamEmbed.Client;
using StreamEmbed.Client.Search;

namespace StreamEmbed.Host.Demo.Views;

/// <summary>A picture of the running line that is redrawn in place: the stages with their figures, and what some items have learned.</summary>
/// <param name="console">The terminal.</param>
/// <param name="reader">Whose neighbours are shown: what a reader of the topic knows, not the trainer's memory.</param>
/// <param name="showcase">Picks the items.</param>
/// <param name="head">One line above: what runs and where its metrics are.</param>
/// <param name="clock">Paces the redraws.</param>
internal sealed class LiveView(IAnsiConsole console, EmbeddingReader reader, Showcase showcase, string head, TimeProvider clock) : IDemoView
{
    private const int Items = 5;
    private const int Neighbours = 4;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    // Neighbours change with snapshots; picking them reads all items, so it is done for each snapshot once.
    private (long Snapshot, IRenderable Table) _neighbours = (-1, new Text(""));

    public Task ShowAsync(DemoSampler sampler, Task work) => console.Live(new Text("")).AutoClear(false).StartAsync(async live =>
    {
        while (!work.IsCompleted)
        {
            live.UpdateTarget(Draw(sampler.Take()));
            await Task.WhenAny(work, Task.Delay(Every, clock));
        }

        live.UpdateTarget(Draw(sampler.Take()));
    });

    private Rows Draw(DemoFigures figures)
    {
        var stages = new Table().Border(TableBorder.Rounded).AddColumns("clicks", "sessions", "training", "serving topic", "reader");
        stages.AddRow(
            Cell($"[bold]{figures.EventsPerSecond:N0}[/] events/s", $"{figures.EventsRead:N0} read", $"lag {figures.Lag:N0}", $"{figures.EventsRejected:N0} rejected · {figures.EventsLate:N0} late"),
            Cell($"[bold]{figures.OpenSessions:N0}[/] open", $"{figures.SessionsTrained:N0} trained", $"{figures.Users:N0} users", Time(figures.EventTime)),
            Cell($"[bold]{figures.TokensPerSecond:N0}[/] items/s", $"{figures.Items:N0} known, [green]+{figures.NewItems:N0}[/]", $"loss {Loss(figures.PositiveLoss)} pairs", $"     {Loss(figures.NegativeLoss)} noise"),
            Cell($"snapshot [bold]{figures.Snapshot:N0}[/]", $"{Age(figures.SnapshotAge)} old", $"{figures.RowsPublished:N0} rows", $"{figures.UsersPublished:N0} user vectors"),
            Cell($"snapshot [bold]{figures.ReaderSnapshot:N0}[/]", $"{figures.ReaderItems:N0} items", $"{figures.ReaderUsers:N0} users", $"lag {figures.ReaderLag:N0}"));
        var progress = figures.FeedProgress is { } share ? Invariant($" · {share:P0} of the events sent") : "";
        return new Rows(
            new Markup(Markup.Escape(head) + Markup.Escape(progress) + Invariant($" · {figures.Running:mm\\:ss} · Ctrl-C stops")),
            stages,
            NeighboursOf(reader.Current));
    }

    private IRenderable NeighboursOf(EmbeddingView view)
    {
        if (view.Snapshot.Number != _neighbours.Snapshot)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumn("item").AddColumn("its nearest items in the reader's copy ([green]same category[/])");
            foreach (var (item, neighbours) in showcase.Pick(view, Items, Neighbours))
            {
                var category = Showcase.CategoryOf(item);
                table.AddRow(
                    Markup.Escape(item),
                    string.Join("  ", neighbours.Select(neighbour => Colour(neighbour, category))));
            }

            _neighbours = (view.Snapshot.Number, table);
        }

        return _neighbours.Table;
    }

    private static string Colour(ScoredItem neighbour, string category) => Invariant(
        $"[{(Showcase.CategoryOf(neighbour.Item) == category ? "green" : "default")}]{Markup.Escape(neighbour.Item)}[/] [grey]{neighbour.Score:0.00}[/]");

    private static Markup Cell(params FormattableString[] lines) => new(string.Join('\n', lines.Select(FormattableString.Invariant)));

    private static string Age(TimeSpan? age) =>
        age is { } known ? Invariant($"{Math.Max(0, known.TotalSeconds):0.0} s") : "–";

    private static FormattableString Time(DateTimeOffset? time) => $"{time?.UtcDateTime:yyyy-MM-dd HH:mm:ss}";

    private static string Loss(double loss) => double.IsNaN(loss) ? "–" : loss.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
