using System.Text;
using StreamEmbed.Search;

namespace StreamEmbed.Client.Tables;

/// <summary>An immutable copy of an <see cref="ItemTable"/>. Any number of threads read it.</summary>
internal sealed class FrozenItems(
    int dimension, int count, FrozenPages<float[]> pages, FrozenPages<int> entries, byte[][] ids, FrozenCodeIndex? codes) : IIdSlots, IVectorRows
{
    public static FrozenItems Empty { get; } = new ItemTable(0).Freeze();

    public int Dimension => dimension;

    public int Count => count;

    /// <summary>Codes of the vectors, by the same numbers; null when there are no dimensions.</summary>
    public FrozenCodeIndex? Codes => codes;

    int IIdSlots.EntryCount => entries.Length;

    int IIdSlots.EntryAt(int index) => entries[index];

    /// <summary>float[dimension].</summary>
    public ReadOnlySpan<float> VectorOf(int slot) => ItemPages.Vector(pages[slot >> ItemPages.Bits], slot, dimension);

    public ref readonly ItemFacts FactsOf(int slot) => ref ItemPages.Facts(pages[slot >> ItemPages.Bits], slot, dimension);

    /// <summary>The id in UTF-8.</summary>
    public ReadOnlySpan<byte> IdOf(int slot) => IdArena.At(ids, FactsOf(slot).Id);

    public string NameOf(int slot) => Encoding.UTF8.GetString(IdOf(slot));

    /// <summary>The row of an item, or −1.</summary>
    public int Find(string id)
    {
        Span<byte> stack = stackalloc byte[Utf8Id.OnStack];
        var bytes = Utf8Id.Of(id, stack);
        return IdProbing.Find(this, bytes, IdProbing.Hash(bytes));
    }
}
