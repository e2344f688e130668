using System.Text;

namespace StreamEmbed.Naming;

/// <summary>Names of enum members as labels, headers and reports write them: <c>TooFarAhead</c> → <c>too_far_ahead</c>.</summary>
public static class SnakeCase
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
