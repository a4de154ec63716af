using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Turns what PowerShell makes of JSON or YAML (hashtables, custom objects, arrays) into JSON and back, without the cmdlets of
/// Microsoft.PowerShell.Utility, which not every host has.
/// </summary>
internal static class JsonConversion
{
    /// <summary>Deepest nesting; objects that lead back to themselves end here.</summary>
    private const int MaximumDepth = 64;

    /// <summary>
    /// The text of a made object is its JSON: where an object is written only so deep (ConvertTo-Json, jobs), its text stands for
    /// what lies below, and the engine's own would lose it (<c>@{ports=System.Object[]}</c>).
    /// </summary>
    private static readonly MethodInfo AsText = typeof(JsonText).GetMethod(nameof(JsonText.Of))!;

    /// <summary>The JSON of a value.</summary>
    /// <exception cref="FormatException">The value is nested too deeply.</exception>
    public static JsonNode? ToJson(object? value) => ToJson(value, 0);

    /// <summary>The value that <c>ConvertFrom-Json</c> would make.</summary>
    public static object? ToPowerShell(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject fields:
                PSObject made = new();
                made.Methods.Add(new PSCodeMethod(nameof(ToString), AsText));
                foreach ((string name, JsonNode? value) in fields)
                {
                    made.Properties.Add(new PSNoteProperty(name, ToPowerShell(value)));
                }

                return made;
            case JsonArray items:
                return items.Select(ToPowerShell).ToArray();
            default:
                return Scalar(node.AsValue());
        }
    }

    private static object? Scalar(JsonValue value) =>
        value.TryGetValue(out string? text) ? text
        : value.TryGetValue(out bool flag) ? flag
        : value.TryGetValue(out long whole) ? whole
        : value.TryGetValue(out int small) ? (long)small
        : value.TryGetValue(out double number) ? number
        : value.ToString();

    private static JsonNode? ToJson(object? value, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new FormatException($"The object is nested more than {MaximumDepth} deep.");
        }

        PSObject? wrapped = value as PSObject;
        object? plain = wrapped is null ? value : wrapped.BaseObject;
        return plain switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            SwitchParameter flag => JsonValue.Create(flag.IsPresent),
            char letter => JsonValue.Create(letter.ToString()),
            byte or sbyte or short or ushort or int or uint or long =>
                JsonValue.Create(Convert.ToInt64(plain, CultureInfo.InvariantCulture)),
            ulong number => JsonValue.Create(number),
            decimal number => JsonValue.Create(number),
            float or double => JsonValue.Create(Convert.ToDouble(plain, CultureInfo.InvariantCulture)),
            DateTime time => JsonValue.Create(time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            IDictionary map => Map(map, depth),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(item => ToJson(item, depth + 1))]),
            PSCustomObject => Properties(wrapped!, depth),
            _ => JsonValue.Create(Convert.ToString(plain, CultureInfo.InvariantCulture)),
        };
    }

    private static JsonObject Map(IDictionary map, int depth)
    {
        JsonObject fields = [];
        foreach (DictionaryEntry entry in map)
        {
            fields[Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? ""] = ToJson(entry.Value, depth + 1);
        }

        return fields;
    }

    private static JsonObject Properties(PSObject value, int depth)
    {
        JsonObject fields = [];
        foreach (PSPropertyInfo property in value.Properties)
        {
            fields[property.Name] = ToJson(property.Value, depth + 1);
        }

        return fields;
    }
}
