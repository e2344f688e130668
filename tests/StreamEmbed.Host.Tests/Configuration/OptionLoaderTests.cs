using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Logging;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Tests.Configuration;

public sealed class OptionLoaderTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"streamembed-{Guid.NewGuid():n}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Load_GivesTheDefaults_WhenNothingIsSet()
    {
        var loaded = Load();

        Assert.Equal(TimeSpan.FromMinutes(30), loaded.Values.Sessions.Gap);
        Assert.Equal(4, loaded.Values.Kafka.Partitions);
        Assert.Empty(loaded.Origins);
    }

    [Fact]
    public void Load_TakesTheLastSource_WhenAllSetTheSameOption()
    {
        File.WriteAllText(_file, """{ "Sessions": { "Gap": "1m", "Grace": "1m", "MinLength": 3 }, "Logging": { "Format": "json" } }""");

        var loaded = Load(
            file: _file,
            environment: new() { ["STREAMEMBED__Sessions__Gap"] = "2m", ["STREAMEMBED__Sessions__Grace"] = "2m" },
            flags: ["Sessions:Gap=3m", "Sessions:Gap=4m"]);

        Assert.Equal(TimeSpan.FromMinutes(4), loaded.Values.Sessions.Gap);
        Assert.Equal(TimeSpan.FromMinutes(2), loaded.Values.Sessions.Grace);
        Assert.Equal(3, loaded.Values.Sessions.MinLength);
        Assert.Equal(LogFormat.Json, loaded.Values.Logging.Format);
        Assert.Equal("flag --set", loaded.Origins["Sessions:Gap"]);
        Assert.Equal("environment STREAMEMBED__Sessions__Grace", loaded.Origins["Sessions:Grace"]);
        Assert.Equal($"file {_file}", loaded.Origins["Sessions:MinLength"]);
    }

    [Fact]
    public void Load_ListsEveryFaultAtOnce_WhenAllSourcesHaveSome()
    {
        File.WriteAllText(_file, """{ "Sessions": { "Gapp": "1m", "MinLength": 0 }, "Http": { "Address": "localhost" } }""");

        var faults = FaultsOf(
            file: _file,
            environment: new() { ["STREAMEMBED__Training__Dimension"] = "many", ["STREAMEMBED__Users__Pooling"] = "mean" },
            flags: ["Kafka:LateTopic=clicks", "Sessions:Grace=30", "Events:Types:click=-1", "Bogus=1", "Gap=5m"]);

        Assert.Equal(
            [
                "There is no option Bogus (flag --set).",
                "There is no option Gap (flag --set). Did you mean Sessions:Gap?",
                $"There is no option Sessions:Gapp (file {_file}). Did you mean Sessions:Gap?",
                "Sessions:Grace is '30' (flag --set), but must be a duration such as 500ms, 5s, 30m, 12h, 1d or 00:30:00.",
                "Training:Dimension is 'many' (environment STREAMEMBED__Training__Dimension), but must be a whole number.",
                "Users:Pooling is 'mean' (environment STREAMEMBED__Users__Pooling), but must be one of average, sum, unit-norm.",
                $"Sessions:MinLength must be from 1 to 1000, but is 0 (file {_file}).",
                "Kafka:ClicksTopic, ServingTopic, DeadLetterTopic and LateTopic must differ, but are 'clicks', 'embeddings', 'clicks.dead', 'clicks' (flag --set).",
                "Events:Types:click must be a finite weight of 0 or more, but is -1 (flag --set).",
                $"Http:Address must be http://HOST:PORT, but is 'localhost' (file {_file}).",
            ],
            faults);
    }

    [Fact]
    public void Load_ReadsKeysWithoutCaseAndNamesInKebabCase_WhenWrittenSo()
    {
        var loaded = Load(flags: ["users:pooling=unit-norm", "users:halflife=7d"]);

        Assert.Equal(UserPooling.UnitNorm, loaded.Values.Users.Pooling);
        Assert.Equal(TimeSpan.FromDays(7), loaded.Values.Users.HalfLife);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("")]
    public void Load_LeavesAnOptionOpen_WhenALaterSourceSaysSo(string text)
    {
        File.WriteAllText(_file, """{ "Users": { "HalfLife": "7d" } }""");

        Assert.Null(Load(file: _file, flags: [$"Users:HalfLife={text}"]).Values.Users.HalfLife);
    }

    [Fact]
    public void Load_AddsEntriesToAFamily_WhenTheDefaultHasSome()
    {
        var types = Load(flags: ["Events:Types:play=2.5", "Events:Types:click=0"]).Values.Events.Types;

        Assert.Equal(2.5f, types["play"]);
        Assert.Equal(0, types["click"]);
        Assert.Equal(1, types["view"]);
    }

    [Fact]
    public void Load_ReadsUnderscoresAsDots_WhenTheEnvironmentNamesAClientSetting()
    {
        var client = Load(environment: new() { ["STREAMEMBED__Kafka__Client__security_protocol"] = "SASL_SSL" }).Values.Kafka.Client;

        Assert.Equal(KeyValuePair.Create("security.protocol", "SASL_SSL"), Assert.Single(client));
    }

    [Fact]
    public void Load_IgnoresOtherVariables_WhenTheyOnlyLookAlike()
    {
        Assert.Empty(Load(environment: new() { ["STREAMEMBED_PARTIAL_FEED"] = "true", ["Sessions__Gap"] = "1s" }).Origins);
    }

    [Fact]
    public void Load_AcceptsCommentsAndEmptySections_WhenAFileHasThem()
    {
        File.WriteAllText(_file, """{ "Kafka": { "Client": {} }, "Users": {}, /* why */ "Sessions": { "Gap": "1m", } }""");

        Assert.Equal(TimeSpan.FromMinutes(1), Load(file: _file).Values.Sessions.Gap);
    }

    [Fact]
    public void Load_NamesFileAndLine_WhenTheFileIsNotJson()
    {
        File.WriteAllText(_file, "{\n  \"Kafka\": {\n    \"Client\": { \"sasl.password\": hunter2 }\n  }\n}");

        Assert.Equal([$"The configuration file {_file} is not valid JSON, line 3, byte 34."], FaultsOf(file: _file));
    }

    [Fact]
    public void Load_SaysSo_WhenTheNamedFileIsMissing()
    {
        Assert.Equal([$"The configuration file {_file} does not exist."], FaultsOf(file: _file));
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 4)]
    public void Load_ReadsTheFileBesideTheProgram_OnlyWhenItIsThere(bool isThere, int partitions)
    {
        if (isThere)
        {
            File.WriteAllText(_file, """{ "Kafka": { "Partitions": 7 } }""");
        }

        var loaded = OptionLoader.Load(new OptionSources(_file, null, new Dictionary<string, string>(), []), OptionSchema.Read());

        Assert.Equal(partitions, loaded.Values.Kafka.Partitions);
    }

    private static LoadedOptions Load(string? file = null, Dictionary<string, string>? environment = null, params string[] flags) =>
        OptionLoader.Load(
            new OptionSources(null, file, environment ?? [], [.. flags.Select(flag => flag.Split('=')).Select(pair => new OptionFlag(pair[0], pair[1], "--set"))]),
            OptionSchema.Read());

    private static IReadOnlyList<string> FaultsOf(string? file = null, Dictionary<string, string>? environment = null, params string[] flags) =>
        Assert.Throws<InvalidOptionsException>(() => Load(file, environment, flags)).Faults;
}
