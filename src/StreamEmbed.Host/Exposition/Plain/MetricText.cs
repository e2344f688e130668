using System.Globalization;
using System.Text;

namespace StreamEmbed.Host.Exposition;

/// <summary>Lines of the Prometheus text format.</summary>
internal static class MetricText
{
    /// <summary>Labels as they stand between the braces; empty for none.</summary>
    public static string Labels(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.Select(label => $"{label.Key}=\"{Escaped(label.Value)}\""));

    public static void WriteHeader(StringBuilder text, MetricDescription metric)
    {
        text.Append("# HELP ").Append(metric.Name).Append(' ').Append(metric.Help).Append('\n');
        text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Kind.ToString().ToLowerInvariant()).Append('\n');
    }

    public static void WriteValue(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <param name="counts">By bucket, not summed up; one more than bounds.</param>
    public static void WriteHistogram(StringBuilder text, MetricDescription metric, string labels, long[] counts, double sum)
    {
        WriteValue(text, metric.Name + "_sum", labels, sum);
        WriteValue(text, metric.Name + "_count", labels, counts.Sum());
        var below = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            var bound = i < metric.Buckets.Length ? Number(metric.Buckets[i]) : "+Inf";
            WriteValue(text, metric.Name + "_bucket", (labels.Length > 0 ? labels + "," : "") + $"le=\"{bound}\"", below);
        }
    }

    // Infinite values read Infinity, which Prometheus takes as it takes +Inf: prometheus-net writes them so.
    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture).Replace('E', 'e');

    private static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);
}
