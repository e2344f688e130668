using System.Buffers.Binary;
using StreamEmbed.State;

namespace StreamEmbed.Checkpoints.Files;

/// <summary>The first 32 bytes of every file: what it is, of which checkpoint, in which form.</summary>
/// <remarks><code>"STEMBCKP" · form u32 · kind u32 · number i64 · salt u32 · checksum u32 of all before</code></remarks>
/// <param name="Number">The checkpoint that it was made for.</param>
/// <param name="Salt">Drawn for this file and part of every checksum in it, so a block of another file never passes for one of this.</param>
internal readonly record struct StateFileHeader(StateFileKind Kind, long Number, uint Salt)
{
    public const int Length = 32;

    /// <summary>Version of the form of files: header, blocks, index and manifest.</summary>
    public const int Form = 1;

    private static ReadOnlySpan<byte> Magic => "STEMBCKP"u8;

    public void Write(Span<byte> into)
    {
        Magic.CopyTo(into);
        BinaryPrimitives.WriteInt32LittleEndian(into[8..], Form);
        BinaryPrimitives.WriteInt32LittleEndian(into[12..], (int)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(into[24..], Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(into[28..], Checksum.Of(into[..28]));
    }

    /// <exception cref="StateFormatException">It is no header, or damaged.</exception>
    /// <exception cref="StateRefusedException">It is of a form that this program does not know.</exception>
    public static StateFileHeader Read(ReadOnlySpan<byte> from, string file)
    {
        if (!from[..8].SequenceEqual(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(from[28..]) != Checksum.Of(from[..28]))
        {
            throw new StateFormatException($"{file} does not begin as a checkpoint's file does.");
        }

        var form = BinaryPrimitives.ReadInt32LittleEndian(from[8..]);
        if (form != Form)
        {
            throw new StateRefusedException(
                $"{file} has form {form}, but this program knows form {Form}: go on with the program that wrote it, or a newer one.");
        }

        return new StateFileHeader(
            (StateFileKind)BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[24..]));
    }
}
