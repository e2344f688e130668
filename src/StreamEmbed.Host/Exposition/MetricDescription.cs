namespace StreamEmbed.Host.Exposition;

/// <summary>A metric as scrapers see it.</summary>
/// <param name="Name">Full name, for example <c>streamembed_events_consumed_total</c>.</param>
/// <param name="Help">For people, escaped as the text format wants it.</param>
/// <param name="Kind">What its values mean.</param>
/// <param name="Buckets">Upper bounds of a histogram's buckets, ascending, without infinity; empty for other kinds.</param>
internal sealed record MetricDescription(string Name, string Help, MetricKind Kind, double[] Buckets);
