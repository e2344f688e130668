using System.Globalization;

namespace StreamEmbed.Integration.Tests.Programs;

/// <summary>Asks a running service over HTTP, as a probe and a scraper do.</summary>
internal sealed class Scrape : IDisposable
{
    private readonly HttpClient _http;
    private readonly StreamEmbedProgram _service;

    private Scrape(StreamEmbedProgram service, Uri address)
    {
        _service = service;
        _http = new HttpClient { BaseAddress = address };
    }

    /// <summary>Where a service said that it listens.</summary>
    public static async Task<Scrape> OfAsync(StreamEmbedProgram service, CancellationToken cancellationToken)
    {
        const string Words = "Health, metrics and answers: ";
        await service.SaysAsync(Words, cancellationToken);
        var log = service.Error;
        var start = log.IndexOf(Words, StringComparison.Ordinal) + Words.Length;
        return new Scrape(service, new Uri(log[start..].Split('\n')[0].Trim()));
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The value of a metric, summed over its labels.</summary>
    public async Task<double> SumAsync(string metric, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);
        // Why it failed stands in its log, and nowhere else.
        Assert.True(answer.IsSuccessStatusCode, $"/metrics answered {answer.StatusCode}; the service's log:\n{_service.Error}");
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return text.Split('\n')
            .Where(line => line.StartsWith(metric + " ", StringComparison.Ordinal) || line.StartsWith(metric + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until a metric, summed over its labels, has reached a value.</summary>
    public Task ReachesAsync(string metric, double value, CancellationToken cancellationToken) =>
        HoldsAsync(metric, sum => sum >= value, cancellationToken);

    /// <summary>Waits until a metric, summed over its labels, has fallen to zero.</summary>
    public Task FallsToZeroAsync(string metric, CancellationToken cancellationToken) => HoldsAsync(metric, sum => sum == 0, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task HoldsAsync(string metric, Func<double, bool> condition, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!condition(await SumAsync(metric, patience.Token)))
        {
            await Task.Delay(100, patience.Token);
        }
    }
}
