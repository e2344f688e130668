namespace StreamEmbed.State;

/// <summary>The records of a table as they were at the cut, by rising key; deleted ones do not appear.</summary>
public interface ITableReader : IDisposable
{
    /// <summary>Key of the record that <see cref="Record"/> holds.</summary>
    ulong Key { get; }

    /// <summary>The record's content, until the next <see cref="Read"/>.</summary>
    StateReader Record { get; }

    /// <summary>Goes on to the next record.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="StateFormatException">The table is damaged.</exception>
    bool Read();
}
