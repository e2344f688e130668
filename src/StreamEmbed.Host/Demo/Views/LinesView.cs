using System.Globalization;

namespace StreamEmbed.Host.Demo.Views;

/// <summary>A line of text every few seconds, for logs and for terminals that cannot be redrawn.</summary>
internal sealed class LinesView(TextWriter output, TimeProvider clock) : IDemoView
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    public async Task ShowAsync(DemoSampler sampler, Task work)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(Every, clock));
            await output.WriteLineAsync(Line(sampler.Take()));
        }
    }

    private static string Line(DemoFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{figures.Running.TotalSeconds,6:0.0} s  {figures.EventsRead,9:N0} events ({figures.EventsPerSecond:N0}/s, lag {figures.Lag:N0})  "
        + $"sessions open {figures.OpenSessions:N0} trained {figures.SessionsTrained:N0}  items {figures.Items:N0}  "
        + $"loss {figures.PositiveLoss:0.00}/{figures.NegativeLoss:0.00}  snapshot {figures.Snapshot}  "
        + $"reader: snapshot {figures.ReaderSnapshot}, {figures.ReaderItems:N0} items, {figures.ReaderUsers:N0} users");
}
