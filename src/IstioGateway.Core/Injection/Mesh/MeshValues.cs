using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>Values of the mesh configuration as templates see them.</summary>
internal static class MeshValues
{
    private const string Pointer = "*";
    private const string Slice = "[]";

    /// <summary>The Go value of a field, from protobuf's JSON.</summary>
    /// <param name="type">Its type as mesh-types.txt writes it.</param>
    /// <param name="json">Its JSON; <see langword="null"/> where it is absent.</param>
    public static object Of(string type, JsonNode? json) =>
        type == "string" ? Text(json) ?? ""
        : type == "map[string]string" && json is JsonObject map ? map.Texts()
        : MeshTypes.Instance.ValuesOf(type) is { } values ? Enumeration(type, values, json)
        : OfRare(type, json);

    /// <summary>What gateways' templates seldom read, apart: a switch over so many words takes long to compile.</summary>
    private static object OfRare(string type, JsonNode? json) => type switch
    {
        "bool" => json?.GetValueKind() == JsonValueKind.True,
        "int32" => new GoValue(Number(json) ?? 0, GoType.Parse(type)),
        "uint32" => new GoValue((ulong)Math.Max(0, Number(json) ?? 0), GoType.Parse(type)),
        "*bool" => Wrapped("*wrapperspb.BoolValue", json, json is null ? null : json.GetValueKind() == JsonValueKind.True),
        "*int32" => Wrapped(
            "*wrapperspb.Int32Value", json, Number(json) is { } number ? new GoValue(number, GoType.Parse("int32")) : null),
        "*duration" => Duration(json),
        "[]string" => json is JsonArray array
            ? array.Texts()
            : new GoValue(null, GoType.SliceOf(GoType.String)),
        "map[string]string" => new GoValue(null, GoType.MapOf(GoType.String)),
        _ when type.StartsWith(Slice + Pointer, StringComparison.Ordinal) =>
            Messages(type[(Slice + Pointer).Length..], json as JsonArray),
        _ when type.StartsWith(Pointer, StringComparison.Ordinal) => Message(type[Pointer.Length..], json as JsonObject),
        _ => throw new FormatException($"mesh-types.txt lacks {type}."),
    };

    /// <summary>A value whose type is known by its JSON only; <see langword="null"/>, a nil interface, where it is absent.</summary>
    public static object? Loose(string name, JsonNode? json) => json switch
    {
        JsonObject message => new MeshMessage(name, message),
        JsonArray array => array.Convert(item => Loose(name, item)),
        _ => GoJsonValues.Of(json),
    };

    private static object Message(string name, JsonObject? json) =>
        json is null ? new GoValue(null, MeshMessage.TypeOf(name)) : new MeshMessage(name, json);

    private static GoValue Messages(string name, JsonArray? json) =>
        new(json?.Convert(item => Message(name, item as JsonObject)), GoType.SliceOf(MeshMessage.TypeOf(name)));

    private static MeshScalar Enumeration(string type, string[] values, JsonNode? json)
    {
        string text = Text(json)
            ?? (Number(json) is { } number && number >= 0 && number < values.Length ? values[(int)number] : values[0]);
        return new MeshScalar(GoType.Struct("v1alpha1." + type), JsonValue.Create(text), text);
    }

    private static object Wrapped(string type, JsonNode? json, object? value)
    {
        GoType goType = GoType.Parse(type);
        if (json is null || value is null)
        {
            return new GoValue(null, goType);
        }

        return new MeshScalar(goType, json, $"value:{json.ToJsonString()}", ("Value", value));
    }

    private static object Duration(JsonNode? json)
    {
        GoType type = GoType.Parse("*durationpb.Duration");
        bool isDuration = Text(json) is { } text && text.EndsWith('s')
            && decimal.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out decimal _);
        if (!isDuration)
        {
            return new GoValue(null, type);
        }

        decimal seconds = decimal.Parse(Text(json)!.TrimEnd('s'), CultureInfo.InvariantCulture);
        long whole = (long)decimal.Truncate(seconds);
        long nanos = (long)((seconds - whole) * 1_000_000_000);
        string[] parts = [whole == 0 ? "" : $"seconds:{whole}", nanos == 0 ? "" : $"nanos:{nanos}"];
        return new MeshScalar(
            type,
            json,
            string.Join(' ', parts.Where(part => part.Length > 0)),
            ("Seconds", new GoValue(whole, GoType.Int64)),
            ("Nanos", new GoValue(nanos, GoType.Parse("int32"))));
    }

    private static string? Text(JsonNode? json) => json?.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : null;

    private static long? Number(JsonNode? json)
    {
        string? text = json?.GetValueKind() == JsonValueKind.Number ? json.ToJsonString() : Text(json);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
