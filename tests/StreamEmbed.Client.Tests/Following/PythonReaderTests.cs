using System.Diagnostics;
using StreamEmbed.Serving;
using StreamEmbed.TestKit.Files;

namespace StreamEmbed.Client.Tests.Following;

/// <summary>The reader that docs/serving-topic.md shows to people of other languages works as it stands there.</summary>
public sealed class PythonReaderTests : IDisposable
{
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly string _directory = Directory.CreateTempSubdirectory("streamembed-python-").FullName;
    private readonly ServingLine _line = new();

    public PythonReaderTests() => _patience.CancelAfter(TimeSpan.FromSeconds(60));

    private CancellationToken Stop => _patience.Token;

    public void Dispose()
    {
        _line.Dispose();
        _patience.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task TheReaderOfTheDocument_PrintsTheDigestsOfSnapshots()
    {
        Assert.SkipUnless(await RunsAsync("python3", "-c", "import confluent_kafka, google.protobuf"), "No python3 with confluent_kafka and protobuf.");
        Assert.SkipUnless(
            await RunsAsync("protoc", $"--python_out={_directory}", $"-I{Repository.At("src", "StreamEmbed.Kafka", "Serving")}", "serving.proto"), "No protoc.");
        var document = await File.ReadAllTextAsync(Repository.At("docs", "serving-topic.md"), Stop);
        await File.WriteAllTextAsync(Path.Combine(_directory, "reader.py"), document.Split("```python\n")[1].Split("```")[0], Stop);
        await _line.Sink.PublishAsync(ServingLine.Delta(1, 0, Enumerable.Range(0, 50).Select(i => Views.Item("größe" + i, i, 0.1f))), Stop);

        using var python = Start("python3", Path.Combine(_directory, "reader.py"), _line.Broker.BootstrapServers, ServingLine.Topic);
        try
        {
            Assert.Equal($"snapshot 1: 50 items, digest {await DigestAsync(1)}", await python.StandardOutput.ReadLineAsync(Stop));
            await _line.Sink.PublishAsync(ServingLine.Delta(2, 1, [Views.Item("new", 1, 1)], "größe7", "größe8"), Stop);
            Assert.Equal($"snapshot 2: 49 items, digest {await DigestAsync(2)}", await python.StandardOutput.ReadLineAsync(Stop));
        }
        finally
        {
            python.Kill();
            await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> DigestAsync(long snapshot)
    {
        using var reader = _line.StartReader();
        return SnapshotDigest.Format((await reader.WaitForSnapshotAsync(snapshot, Stop)).ItemDigest);
    }

    private async Task<bool> RunsAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            await process.WaitForExitAsync(Stop);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
