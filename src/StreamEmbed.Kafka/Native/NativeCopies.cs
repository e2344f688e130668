using System.Reflection;
using System.Runtime.InteropServices;

namespace StreamEmbed.Kafka.Native;

/// <summary>Finds the copy of librdkafka that works on this machine, which is the one that Confluent.Kafka found.</summary>
/// <remarks>
/// The package brings several builds for Linux: the plain one needs a libsasl2 that Debian names differently, so that
/// Confluent.Kafka falls back to the next. The same order here leads to the same file, and one copy is loaded.
/// </remarks>
internal static class NativeCopies
{
    /// <summary>What imports call the library.</summary>
    public const string Library = "librdkafka";

    private static readonly string[] Names = [Library, "centos8-librdkafka", "alpine-librdkafka"];

    // An assembly has one resolver, so whoever imports asks here.
    static NativeCopies() => NativeLibrary.SetDllImportResolver(typeof(NativeCopies).Assembly, Resolve);

    /// <summary>Must be called before the first import is used, from the static constructor of the class that has it.</summary>
    public static void Use()
    {
        // The static constructor has done it.
    }

    /// <summary>Whether the copy has a function that not every version has.</summary>
    public static bool Export(string function) =>
        Load(typeof(NativeCopies).Assembly, null) is var library && library != 0 && NativeLibrary.TryGetExport(library, function, out _);

    /// <summary>0 leaves the search, and its error, to the runtime.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == Library ? Load(assembly, search) : 0;

    private static nint Load(Assembly assembly, DllImportSearchPath? search)
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, assembly, search, out var library))
            {
                return library;
            }
        }

        return 0;
    }
}
