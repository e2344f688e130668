using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StreamEmbed.Events;
using StreamEmbed.Host.Tests.Commands;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Kafka.Embedded;
using StreamEmbed.Kafka.Serving;
using StreamEmbed.Serving;

namespace StreamEmbed.Host.Tests.Export;

/// <summary>From a topic on the embedded broker to files, and from there into the programs that they are for.</summary>
public sealed class ExportCommandTests : IDisposable
{
    // Debian's, which has its packages; another one may come first on the path.
    private const string Python = "/usr/bin/python3";

    private readonly string _folder = Directory.CreateTempSubdirectory("streamembed-export-").FullName;
    private readonly EmbeddedBroker _broker = new();

    public ExportCommandTests() => _broker.CreateTopic("embeddings", 2);

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _broker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("word2vec-text", "False")]
    [InlineData("word2vec-binary", "True")]
    public async Task Export_IsLoadedByGensim(string format, string binary)
    {
        await RequireAsync("gensim");
        await PublishAsync();
        var run = await ExportAsync(format, "items");
        Assert.Equal((0, "", $"Wrote 3 items of snapshot 7, 2 dimensions, to {At("items")}.\n"), (run.Code, run.Error, run.Output));

        var printed = await PythonAsync(
            $"""
            from gensim.models import KeyedVectors
            v = KeyedVectors.load_word2vec_format('{At("items")}', binary={binary})
            print(v.index_to_key, [v[k].tolist() for k in v.index_to_key], v.most_similar('größe', topn=1)[0][0])
            """);

        Assert.Equal("['größe', 'a', 'b'] [[1.0, 1.0], [1.0, 0.5], [-1.0, 0.0]] a\n", printed);
    }

    [Fact]
    public async Task Export_IsLoadedByNumPy()
    {
        await RequireAsync("numpy");
        await PublishAsync();
        Assert.Equal(0, (await ExportAsync("npy", "items.npy")).Code);

        var printed = await PythonAsync(
            $"""
            import numpy
            v = numpy.load('{At("items.npy")}')
            print(v.dtype, v.tolist(), open('{At("items.ids.txt")}', encoding='utf-8').read().split('\n'))
            """);

        Assert.Equal("float32 [[1.0, 1.0], [1.0, 0.5], [-1.0, 0.0]] ['größe', 'a', 'b', '']\n", printed);
    }

    [Fact]
    public async Task Export_NamesTheFlag_WhenTheFormatIsUnknown()
    {
        var run = await ExportAsync("parquet", "items");

        Assert.Equal(2, run.Code);
        Assert.Contains("--format must be one of word2vec-text, word2vec-binary, npy, projector, but is 'parquet'.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_NamesTheFile_WhenItsFolderDoesNotExist()
    {
        var run = await ExportAsync("npy", "none/items.npy");

        Assert.Equal((2, $"streamembed: --output {At("none/items.npy")} is not a file in a folder that exists.\n"), (run.Code, run.Error));
    }

    private static async Task RequireAsync(string module) =>
        Assert.SkipUnless(File.Exists(Python) && (await RunPythonAsync("import " + module)).Code == 0, $"No {Python} with {module}.");

    private static async Task<string> PythonAsync(string script)
    {
        var (code, output, error) = await RunPythonAsync(script);
        Assert.True(code == 0, error);
        return output;
    }

    private static async Task<(int Code, string Output, string Error)> RunPythonAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONIOENCODING"] = "utf-8" },
        })!;
        var error = process.StandardError.ReadToEndAsync(Stopping);
        var output = await process.StandardOutput.ReadToEndAsync(Stopping);
        await process.WaitForExitAsync(Stopping);
        return (process.ExitCode, output, await error);
    }

    private Task<Run> ExportAsync(string format, string name) =>
        Run.OfAsync("export", "--format", format, "--output", At(name), "--bootstrap-servers", _broker.BootstrapServers);

    private string At(string name) => Path.Combine(_folder, name);

    private async Task PublishAsync()
    {
        var clients = new KafkaClients(new KafkaOptions(), NullLoggerFactory.Instance, embedded: _broker);
        using var sink = new KafkaServingSink(clients, "test", NullLogger<KafkaServingSink>.Instance);
        await sink.PublishAsync(
            new SnapshotDelta(7, 0, 1_700_000_000_000, [Row("b", 1, -1, 0), Row("größe", 9, 1, 1), Row("a", 4, 1, 0.5f)], []), Stopping);
    }

    private static ItemRow Row(string item, long count, params float[] vector) => new(new ItemId(item), vector, count, 1_700_000_000_000);
}
