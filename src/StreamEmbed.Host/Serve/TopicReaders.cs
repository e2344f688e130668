using Microsoft.Extensions.Logging;
using StreamEmbed.Client;
using StreamEmbed.Host.Commands;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Serve;

/// <summary>Readers of the serving topic that the options name.</summary>
internal static class TopicReaders
{
    /// <exception cref="WrongUseException">A client setting is not accepted.</exception>
    public static EmbeddingReader Start(StreamEmbedOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        try
        {
            return EmbeddingReader.Start(
                new EmbeddingReaderOptions
                {
                    BootstrapServers = options.Kafka.BootstrapServers,
                    Topic = options.Kafka.ServingTopic,
                    ClientSettings = options.Kafka.Client,
                    Clock = clock,
                },
                loggers);
        }
        catch (ArgumentException e)
        {
            // The inner one is the sentence without .NET's name of the parameter.
            throw new WrongUseException(e.InnerException?.Message ?? e.Message);
        }
    }
}
