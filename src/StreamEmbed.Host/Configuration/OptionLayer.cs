using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace StreamEmbed.Host.Configuration;

/// <summary>One source of option values and the words that say where a value of it came from.</summary>
internal sealed class OptionLayer
{
    private const string EnvironmentPrefix = "STREAMEMBED__";
    private readonly Func<string, string> _origin;

    private OptionLayer(IConfigurationSource source, Func<string, string> origin)
    {
        Source = source;
        _origin = origin;
    }

    public IConfigurationSource Source { get; }

    /// <summary>For example <c>environment STREAMEMBED__Sessions__Gap</c>.</summary>
    public string Origin(string key) => _origin(key);

    /// <summary>The layers in order, the last wins.</summary>
    /// <exception cref="InvalidOptionsException">The configuration file is missing or not JSON.</exception>
    public static IReadOnlyList<OptionLayer> Of(OptionSources sources)
    {
        var layers = new List<OptionLayer>();
        var file = sources.NamedFile ?? sources.DefaultFile;
        if (file is not null && (sources.NamedFile is not null || File.Exists(file)))
        {
            layers.Add(OfFile(file));
        }

        layers.Add(OfEnvironment(sources.Environment));
        layers.Add(OfFlags(sources.Flags));
        return layers;
    }

    private static OptionLayer OfFile(string path)
    {
        try
        {
            var stream = new MemoryStream(File.ReadAllBytes(path));
            CheckIsObject(stream, path);
            return new OptionLayer(new JsonStreamConfigurationSource { Stream = stream }, _ => $"file {path}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidOptionsException([$"The configuration file {path} does not exist."]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionsException([$"The configuration file {path} cannot be read: {e.Message}"]);
        }
    }

    // Before the configuration system reads it, so that the sentence can name the line.
    private static void CheckIsObject(MemoryStream stream, string path)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(stream, options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidOptionsException([$"The configuration file {path} must hold one JSON object."]);
            }
        }
        catch (JsonException e)
        {
            throw new InvalidOptionsException([$"The configuration file {path} is not valid JSON, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."]);
        }

        stream.Position = 0;
    }

    private static OptionLayer OfEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in environment.Keys.Where(name => name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)))
        {
            names[EnvironmentKey(name)] = name;
        }

        return new OptionLayer(
            new MemoryConfigurationSource { InitialData = names.Select(pair => KeyValuePair.Create(pair.Key, (string?)environment[pair.Value])) },
            key => $"environment {names[key]}");
    }

    private static string EnvironmentKey(string name)
    {
        const string Client = "Kafka:Client:";
        var key = name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);

        // Shells cannot export names with dots, and no name of librdkafka has an underscore.
        return key.StartsWith(Client, StringComparison.OrdinalIgnoreCase)
            ? Client + key[Client.Length..].Replace('_', '.')
            : key;
    }

    private static OptionLayer OfFlags(IReadOnlyList<OptionFlag> flags)
    {
        var last = new Dictionary<string, OptionFlag>(StringComparer.OrdinalIgnoreCase);
        foreach (var flag in flags)
        {
            last[flag.Key] = flag;
        }

        return new OptionLayer(
            new MemoryConfigurationSource { InitialData = last.Values.Select(flag => KeyValuePair.Create(flag.Key, (string?)flag.Value)) },
            key => $"flag {last[key].Flag}");
    }
}
