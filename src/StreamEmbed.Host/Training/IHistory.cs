using StreamEmbed.Training;
using StreamEmbed.Users;

namespace StreamEmbed.Host.Training;

/// <summary>A file of history that trains a model. One thread at a time; the counts may be asked by another.</summary>
internal interface IHistory
{
    /// <summary>Sessions read in the first epoch.</summary>
    long Sessions { get; }

    /// <summary>Items of those sessions.</summary>
    long Items { get; }

    /// <summary>Size of the file as it lies there, compressed or not.</summary>
    long Bytes { get; }

    /// <summary>How much of it was read in this epoch.</summary>
    long BytesRead { get; }

    /// <summary>Reads the file once and trains on it; nothing waits afterwards.</summary>
    /// <param name="model">The model.</param>
    /// <param name="epoch">From 0. Only the first counts items.</param>
    /// <param name="moved">Called now and then.</param>
    /// <param name="stopping">Ends it before its end.</param>
    /// <exception cref="Files.EventFileException">The file cannot be read; the message names file and line.</exception>
    void Train(ItemEmbeddings model, int epoch, Action moved, CancellationToken stopping);

    /// <summary>Reads the file once more, for what its users did last; nothing where it names no users.</summary>
    /// <exception cref="Files.EventFileException">As above.</exception>
    void Remember(UserHistories users, CancellationToken stopping);
}
