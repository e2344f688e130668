using StreamEmbed.State;
using StreamEmbed.TestKit.State;

namespace StreamEmbed.Core.Tests.State;

public sealed class TableChangesTests
{
    [Fact]
    public void Content_HasTheDocumentedForm_WhenRecordsAreWrittenInPlaceOrPut()
    {
        using var save = new StateSave(isWhole: false);
        var table = save.AddTable("rows", 1);
        var record = table.BeginRecord(1);
        record.WriteByte(0xAA);
        record.WriteByte(0xBB);
        table.EndRecord();
        table.Delete(2);
        table.Put(3, []);

        Assert.Equal(
            "0100000000000000" + "02000000" + "AABB" + "0200000000000000" + "FFFFFFFF" + "0300000000000000" + "00000000",
            Convert.ToHexString(MemoryState.ToArray(table.Content)));
        Assert.Equal((2, 1), (table.Records, table.DeletedKeys));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void Put_Refuses_WhenKeysDoNotRise(ulong second)
    {
        using var save = new StateSave(isWhole: true);
        var table = save.AddTable("rows", 1);
        table.Put(5, [1]);

        Assert.Throws<ArgumentException>(() => table.Put(second, [1]));
    }

    [Fact]
    public void Delete_Refuses_WhenTheTableIsWhole()
    {
        using var save = new StateSave(isWhole: true);

        Assert.Throws<InvalidOperationException>(() => save.AddTable("rows", 1).Delete(1));
    }

    [Fact]
    public void BeginRecord_Refuses_WhenTheOneBeforeIsNotEnded()
    {
        using var save = new StateSave(isWhole: true);
        var table = save.AddTable("rows", 1);
        table.BeginRecord(1);

        Assert.Throws<InvalidOperationException>(() => table.BeginRecord(2));
    }

    [Fact]
    public void EndRecord_SetsTheLength_WhenTheRecordFillsManyChunks()
    {
        using var save = new StateSave(isWhole: true);
        var table = save.AddTable("rows", 1);
        for (ulong key = 0; key < 5; key++)
        {
            table.BeginRecord(key).WriteBytes(new byte[2_500_000]);
            table.EndRecord();
        }

        using var reader = new MemoryState().Add(save).Table("rows", 1, 1);
        for (ulong key = 0; key < 5; key++)
        {
            Assert.True(reader.Read());
            Assert.Equal(key, reader.Key);
            Assert.Equal(2_500_000, reader.Record.Remaining);
        }

        Assert.False(reader.Read());
    }

    [Fact]
    public void Changes_AddUpToTheTable_WhenSavesFollowEachOther()
    {
        using var first = new StateSave(isWhole: true);
        var whole = first.AddTable("rows", 1);
        whole.Put(1, [1]);
        whole.Put(2, [2]);
        using var second = new StateSave(isWhole: false);
        var changes = second.AddTable("rows", 1);
        changes.Delete(1);
        changes.Put(2, [20]);
        changes.Put(9, [9]);

        using var rows = new MemoryState().Add(first).Add(second).Table("rows", 1, 1);

        Assert.True(rows.Read());
        Assert.Equal((2UL, (byte)20), (rows.Key, rows.Record.ReadByte()));
        Assert.True(rows.Read());
        Assert.Equal((9UL, (byte)9), (rows.Key, rows.Record.ReadByte()));
        Assert.False(rows.Read());
    }

    [Fact]
    public void AddSection_Refuses_WhenTheNameIsTaken()
    {
        using var save = new StateSave(isWhole: true);
        save.AddSection("source", 1);

        Assert.Throws<ArgumentException>(() => save.AddSection("source", 1));
    }

    [Fact]
    public void Section_SaysItsName_WhenItIsMissing() => Assert.Equal(
        "The saved state has no part 'source'.",
        Assert.Throws<StateFormatException>(() => new MemoryState().Section("source", 1, 1)).Message);
}
