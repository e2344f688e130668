using System.Text.Json;

namespace StreamEmbed.Events;

/// <summary>Reads the fields of any JSON object.</summary>
internal static class JsonObjectReader
{
    /// <summary>Reads a value to its end.</summary>
    /// <param name="value">Valid UTF-8, which the JSON reader does not check inside strings.</param>
    /// <returns>False when the value is JSON, but no object.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="InvalidOperationException">An escape in a field's name stands for half a surrogate pair.</exception>
    public static bool TryRead(ReadOnlySpan<byte> value, EventFieldNames names, out EventFields fields)
    {
        fields = default;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = names.Of(ref reader);
            reader.Read();
            var token = value[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
            reader.Skip();
            fields.Set(field, token);
        }

        // To the very end also when it is no object: `nul` and `[}` are broken JSON, `null` and `[]` are not.
        while (reader.Read())
        {
        }

        return isObject;
    }
}
