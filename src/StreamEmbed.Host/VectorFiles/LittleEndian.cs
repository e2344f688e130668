using System.Buffers.Binary;

namespace StreamEmbed.Host.VectorFiles;

/// <summary>Floats as files hold them: IEEE 754, 32 bits, the lowest byte first.</summary>
internal static class LittleEndian
{
    /// <param name="vector">float[dimension].</param>
    /// <param name="bytes">At least four for each number.</param>
    public static void Write(ReadOnlySpan<float> vector, Span<byte> bytes)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], vector[i]);
        }
    }

    /// <param name="bytes">Four for each number.</param>
    /// <param name="vector">float[dimension].</param>
    public static void Read(ReadOnlySpan<byte> bytes, Span<float> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }
    }
}
