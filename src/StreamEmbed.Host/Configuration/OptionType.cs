using System.Globalization;

namespace StreamEmbed.Host.Configuration;

/// <summary>How the text of an option becomes its value and back, and what that text looks like.</summary>
/// <param name="Clr">Type of the value, without <c>Nullable</c>.</param>
/// <param name="IsNullable">Whether the option can be left open: <c>off</c> or an empty text.</param>
/// <param name="IsSize">Whether a number counts bytes; the name of such an option ends with <c>Bytes</c>.</param>
internal sealed record OptionType(Type Clr, bool IsNullable, bool IsSize)
{
    public static OptionType Of(Type type, string name)
    {
        var bare = Nullable.GetUnderlyingType(type);
        return new OptionType(bare ?? type, bare is not null, name.EndsWith("Bytes", StringComparison.Ordinal));
    }

    /// <summary>What values look like, for tables and faults: <c>a duration such as 5s</c>, <c>one of text, json</c>.</summary>
    public string Expected
    {
        get
        {
            var form = Form;
            return IsNullable && Clr == typeof(TimeSpan) ? form + ", or off" : form;
        }
    }

    /// <summary>One word for tables.</summary>
    public string Name => this switch
    {
        { Clr.IsEnum: true } => string.Join(" \\| ", Names(Clr)),
        { IsSize: true } => "size",
        _ when Clr == typeof(TimeSpan) => "duration",
        _ when Clr == typeof(bool) => "true \\| false",
        _ when Clr == typeof(int) || Clr == typeof(long) => "whole number",
        _ when Clr == typeof(float) || Clr == typeof(double) => "number",
        _ => "text",
    };

    private string Form => this switch
    {
        { Clr.IsEnum: true } => "one of " + string.Join(", ", Names(Clr)),
        { IsSize: true } => $"a size such as {SizeText.Examples}",
        _ when Clr == typeof(TimeSpan) => $"a duration such as {DurationText.Examples}",
        _ when Clr == typeof(bool) => "true or false",
        _ when Clr == typeof(int) || Clr == typeof(long) => "a whole number",
        _ when Clr == typeof(float) || Clr == typeof(double) => "a number",
        _ => "text",
    };

    /// <summary>Reads a value; false when the text is not of this type.</summary>
    public bool TryParse(string text, out object? value)
    {
        var trimmed = text.Trim();
        if (IsNullable && (trimmed.Length == 0 || trimmed.Equals("off", StringComparison.OrdinalIgnoreCase)))
        {
            value = null;
            return true;
        }

        value = Clr switch
        {
            // Text is taken as it is: a password may begin with a blank.
            _ when Clr == typeof(string) => text,
            _ when Clr == typeof(TimeSpan) => DurationText.TryParse(trimmed, out var duration) ? duration : null,
            _ when Clr == typeof(bool) => bool.TryParse(trimmed, out var flag) ? flag : null,
            _ when Clr == typeof(int) => TryWhole(trimmed, out var whole) && whole is >= int.MinValue and <= int.MaxValue ? (int)whole : null,
            _ when Clr == typeof(long) => TryWhole(trimmed, out var whole) ? whole : null,
            _ when Clr == typeof(float) => float.TryParse(trimmed, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when Clr == typeof(double) => double.TryParse(trimmed, CultureInfo.InvariantCulture, out var number) ? number : null,
            { IsEnum: true } => ParseName(trimmed),
            _ => throw new NotSupportedException($"An option of type {Clr} has no text form; add it here."),
        };
        return value is not null;
    }

    /// <summary>The text that reads back as this value; what is left open reads <c>off</c>, or empty when it is no duration.</summary>
    public string Format(object? value) => value switch
    {
        null => Clr == typeof(TimeSpan) ? "off" : "",
        TimeSpan duration => DurationText.Format(duration),
        bool flag => flag ? "true" : "false",
        Enum name => Spelling(name.ToString()),
        int or long when IsSize => SizeText.Format(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static IEnumerable<string> Names(Type type) => Enum.GetNames(type).Select(Spelling);

    // UnitNorm is written unit-norm, as command lines and configuration files have it.
    private static string Spelling(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private object? ParseName(string text)
    {
        var bare = text.Replace("-", "", StringComparison.Ordinal);
        var name = Enum.GetNames(Clr).FirstOrDefault(name => name.Equals(bare, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : Enum.Parse(Clr, name);
    }

    private bool TryWhole(string text, out long value) => IsSize
        ? SizeText.TryParse(text, out value)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
