using StreamEmbed.Checkpoints;
using StreamEmbed.Host.Configuration;
using StreamEmbed.Host.Files;
using StreamEmbed.Host.VectorFiles;
using StreamEmbed.Kafka.Connection;
using StreamEmbed.Ports;
using StreamEmbed.State;

namespace StreamEmbed.Host.Commands;

/// <summary>How every command ends: an exit code, and one sentence for each fault, never a stack trace.</summary>
internal static class CommandEnd
{
    public static async Task<int> OfAsync(Func<Task<int>> work, TextWriter error, CancellationToken stopping)
    {
        try
        {
            return await work();
        }
        catch (InvalidOptionsException e)
        {
            return Say(error, ExitCode.WrongUse, e.Faults);
        }
        catch (WrongUseException e)
        {
            return Say(error, ExitCode.WrongUse, e.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Say(error, ExitCode.Failed, "Stopped before the end.");
        }
        catch (Exception e) when (e is CommandFailedException or EventFileException or VectorFileException or KafkaSetupException or CheckpointException
            or StateRefusedException or LogGapException or IOException or UnauthorizedAccessException)
        {
            return Say(error, ExitCode.Failed, e.Message);
        }
        catch (Exception e)
        {
            // Nobody foresaw this one, so its type helps whoever reports it.
            return Say(error, ExitCode.Failed, $"{e.Message} ({e.GetType().Name})");
        }
    }

    private static int Say(TextWriter error, int code, params IReadOnlyList<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            error.WriteLine("streamembed: " + sentence);
        }

        return code;
    }
}
