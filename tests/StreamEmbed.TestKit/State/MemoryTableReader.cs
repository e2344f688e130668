using StreamEmbed.State;

namespace StreamEmbed.TestKit.State;

internal sealed class MemoryTableReader(string name, int version, SortedDictionary<ulong, byte[]> records) : ITableReader
{
    private readonly KeyValuePair<ulong, byte[]>[] _records = [.. records];
    private int _at = -1;

    public ulong Key => _records[_at].Key;

    public StateReader Record { get; } = new(name, version, default);

    public bool Read()
    {
        if (++_at >= _records.Length)
        {
            return false;
        }

        Record.Open(_records[_at].Value);
        return true;
    }

    public void Dispose()
    {
    }
}
