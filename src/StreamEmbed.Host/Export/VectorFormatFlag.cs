using System.CommandLine;
using StreamEmbed.Host.VectorFiles;

namespace StreamEmbed.Host.Export;

/// <summary>The flag that names the form of files of vectors.</summary>
internal static class VectorFormatFlag
{
    private static readonly (string Name, VectorFileFormat Format)[] All =
    [
        ("word2vec-text", VectorFileFormat.Word2VecText),
        ("word2vec-binary", VectorFileFormat.Word2VecBinary),
        ("npy", VectorFileFormat.Npy),
        ("projector", VectorFileFormat.Projector),
    ];

    public static Option<VectorFileFormat> Create(string description, params VectorFileFormat[] allowed)
    {
        var names = All.Where(one => allowed.Contains(one.Format)).Select(one => one.Name).ToList();
        return new Option<VectorFileFormat>("--format")
        {
            HelpName = string.Join('|', names),
            Description = description,
            Required = true,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (!names.Contains(text))
                {
                    result.AddError($"--format must be one of {string.Join(", ", names)}, but is '{text}'.");
                    return default;
                }

                return All.Single(one => one.Name == text).Format;
            },
        };
    }
}
