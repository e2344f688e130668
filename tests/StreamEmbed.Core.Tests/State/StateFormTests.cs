using StreamEmbed.Randomness;
using StreamEmbed.State;
using StreamEmbed.TestKit.Memory;
using StreamEmbed.TestKit.State;

namespace StreamEmbed.Core.Tests.State;

public sealed class StateFormTests
{
    [Fact]
    public void Bytes_AreTheDocumentedOnes_WhenEachKindIsWritten()
    {
        using var writer = new StateWriter();
        writer.WriteByte(7);
        writer.WriteBoolean(true);
        writer.WriteInt32(-2);
        writer.WriteUInt32(3);
        writer.WriteInt64(-4);
        writer.WriteUInt64(5);
        writer.WriteSingle(1f);
        writer.WriteDouble(-1d);
        writer.WriteString("é€");
        writer.WriteValues<short>([1, -1]);
        writer.WriteStrings(["a", ""]);
        writer.WriteBytes([9, 8]);

        Assert.Equal(
            "07" + "01" + "FEFFFFFF" + "03000000" + "FCFFFFFFFFFFFFFF" + "0500000000000000" + "0000803F" + "000000000000F0BF"
            + "05000000C3A9E282AC" + "020000000100FFFF" + "02000000" + "0100000061" + "00000000" + "0908",
            Convert.ToHexString(MemoryState.ToArray(writer)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(400_000)]
    [InlineData(3_000_000)]
    public void Values_ComeBack_WhenTheyAreLongerThanAChunk(int length)
    {
        var random = new SeededRandom(1);
        var values = new long[length];
        for (var i = 0; i < length; i++)
        {
            values[i] = (long)random.NextUInt64();
        }

        var text = new string('ä', length);
        using var writer = new StateWriter();
        writer.WriteByte(1);
        writer.WriteValues<long>(values);
        writer.WriteString(text);
        writer.WriteInt32(42);

        var reader = ReaderOf(writer);
        Assert.Equal(1, reader.ReadByte());
        Assert.Equal(values, reader.ReadValues<long>());
        Assert.Equal(text, reader.ReadString());
        Assert.Equal(42, reader.ReadInt32());
        reader.End();
        Assert.Equal(1 + 4 + (8L * length) + 4 + (2L * length) + 4, writer.Length);
    }

    [Fact]
    public void Write_CopiesNothingWritten_WhenItGrows()
    {
        var block = new byte[100_000];
        long Write()
        {
            using var writer = new StateWriter();
            for (var i = 0; i < 100; i++)
            {
                writer.WriteBytes(block);
            }

            return writer.Length;
        }

        Assert.Equal(100L * block.Length, Write());

        // The chunks come from the pool and go back to it, so that only the list of them is new.
        Assert.InRange(AllocatedBytes.LeastOf(() => Write()), 0, 1 << 20);
    }

    [Theory]
    [InlineData("FFFFFFFF", "says that -1 values of 1 bytes follow byte 4, but holds only 0 more bytes")]
    [InlineData("FFFFFF7F", "says that 2147483647 values of 1 bytes follow byte 4, but holds only 0 more bytes")]
    [InlineData("0200000061", "says that 2 values of 1 bytes follow byte 4, but holds only 1 more bytes")]
    [InlineData("01000000FF", "holds a text that is not UTF-8 before byte 5")]
    [InlineData("0100", "ends at byte 2, but 4 bytes should follow byte 0")]
    public void ReadString_RefusesWithASentence_WhenTheBytesAreDamaged(string bytes, string what)
    {
        var reader = new StateReader("items", 1, Convert.FromHexString(bytes));

        var refused = Assert.Throws<StateFormatException>(reader.ReadString);

        Assert.Equal($"The saved state 'items' {what}.", refused.Message);
    }

    [Fact]
    public void ReadValues_AllocatesNothing_WhenTheLengthIsAbsurd()
    {
        var bytes = Convert.FromHexString("FFFFFF7F00000000");

        var refused = Assert.Throws<StateFormatException>(() => new StateReader("items", 1, bytes).ReadValues<long>());

        Assert.Contains("2147483647 values of 8 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Throws<StateFormatException>(() => new StateReader("items", 1, bytes).ReadStrings());
        Assert.Throws<StateFormatException>(() => new StateReader("items", 1, bytes).ReadValues<long>(new long[3]));
        Assert.Throws<StateFormatException>(() => new StateReader("items", 1, bytes).ReadBytes(-1).ToArray());
    }

    [Fact]
    public void End_Refuses_WhenMoreFollows()
    {
        var reader = new StateReader("items", 1, new byte[] { 1, 2 });
        reader.ReadByte();

        Assert.Equal(
            "The saved state 'items' goes on for 1 bytes behind its last value.",
            Assert.Throws<StateFormatException>(reader.End).Message);
    }

    [Fact]
    public void ReadBoolean_Refuses_WhenItIsNeither() =>
        Assert.Throws<StateFormatException>(() => new StateReader("items", 1, new byte[] { 2 }).ReadBoolean());

    [Fact]
    public void RequireVersion_SaysWhatToDo_WhenItIsNotKnown()
    {
        var newer = Assert.Throws<StateRefusedException>(() => new StateReader("items", 3, default).RequireVersion(1, 2));
        var older = Assert.Throws<StateRefusedException>(() => new StateReader("items", 1, default).RequireVersion(2, 2));

        Assert.Equal(
            "The saved state 'items' has version 3, but this program reads up to 2: go on with the program that wrote it, or a newer one.",
            newer.Message);
        Assert.Equal(
            "The saved state 'items' has version 1, but this program reads from 2 on: read it with an older program first, or start anew.",
            older.Message);
    }

    [Fact]
    public void Read_NeverFailsOtherwise_WhenAnyByteIsFlippedOrCut()
    {
        using var writer = new StateWriter();
        writer.WriteStrings(["one", "two"]);
        writer.WriteValues<float>([1, 2, 3]);
        writer.WriteBoolean(false);
        var whole = MemoryState.ToArray(writer);

        for (var at = 0; at < whole.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var damaged = whole.ToArray();
                damaged[at] ^= (byte)(1 << bit);
                ReadAll(damaged);
            }

            Assert.NotNull(ReadAll(whole[..at]));
        }
    }

    private static StateFormatException? ReadAll(byte[] bytes)
    {
        try
        {
            var reader = new StateReader("items", 1, bytes);
            reader.ReadStrings();
            reader.ReadValues<float>();
            reader.ReadBoolean();
            reader.End();
            return null;
        }
        catch (StateFormatException refused)
        {
            return refused;
        }
    }

    private static StateReader ReaderOf(StateWriter writer) => new("test", 1, MemoryState.ToArray(writer));
}
