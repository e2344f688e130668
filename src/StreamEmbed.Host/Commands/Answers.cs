using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamEmbed.Host.Commands;

/// <summary>How commands that answer write their answers: a table for people, one JSON value for machines.</summary>
internal static class Answers
{
    // Ids of any language stay readable; the output is no part of a web page.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Option<bool> JsonFlag() => new("--json") { Description = "Answers in JSON for machines." };

    public static void WriteJson<T>(TextWriter output, T answer) => output.WriteLine(JsonSerializer.Serialize(answer, Json));

    /// <summary>Columns padded to their widest cell: lines can be cut with awk, and nothing is wrapped or shortened.</summary>
    public static void WriteTable(TextWriter output, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = rows.Prepend(header).ToList();
        var widths = header.Select((_, column) => lines.Max(line => line[column].Length)).ToList();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
