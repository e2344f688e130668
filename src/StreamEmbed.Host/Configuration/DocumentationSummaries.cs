using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StreamEmbed.Host.Configuration;

/// <summary>Summaries of documentation comments, from the XML files that the compiler puts beside the assemblies.</summary>
/// <remarks>So an option is described once, where it is declared. Without the files descriptions are empty.</remarks>
internal sealed partial class DocumentationSummaries
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>The summary as one line of Markdown.</summary>
    public string Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var member = $"P:{type.FullName}.{property.Name}";
        return MembersOf(type.Assembly).TryGetValue(member, out var summary) ? Markdown(summary) : "";
    }

    private Dictionary<string, XElement> MembersOf(Assembly assembly)
    {
        if (!_files.TryGetValue(assembly, out var members))
        {
            var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
            members = File.Exists(path)
                ? XDocument.Load(path).Descendants("member")
                    .Where(member => member.Element("summary") is not null)
                    .ToDictionary(member => (string)member.Attribute("name")!, member => member.Element("summary")!)
                : [];
            _files.Add(assembly, members);
        }

        return members;
    }

    private static string Markdown(XElement summary)
    {
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XText words => words.Value,
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } reference => $"`{LastName((string?)reference.Attribute("cref") ?? "")}`",
            XElement other => other.Value,
            _ => "",
        }));
        return Blanks().Replace(text, " ").Trim();
    }

    private static string LastName(string cref) => cref[(cref.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
