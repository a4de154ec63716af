using System.Text;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// Kubernetes' types as text: <c>&amp;ContainerPort{Name:http,HostPort:0,…,}</c>, as k8s.io/api up to 1.34 generates
/// <c>String()</c>. Packages are left out throughout, where Go names some.
/// </summary>
internal static class PodText
{
    /// <summary>The text of a struct.</summary>
    public static string Of(PodType type, JsonObject json) => $"&{Struct(type, json)}";

    private static string Struct(PodType type, JsonObject json)
    {
        StringBuilder text = new StringBuilder(type.Name).Append('{');
        foreach (PodType part in type.Embedded)
        {
            text.Append(part.Name).Append(':').Append(Struct(part, PodStruct.Part(part, json))).Append(',');
        }

        foreach (PodField field in type.Fields.Where(field => field.Origin is null))
        {
            text.Append(field.GoName).Append(':').Append(Value(field.Type, json[field.JsonName])).Append(',');
        }

        return text.Append('}').ToString();
    }

    private static string Value(PodType type, JsonNode? json)
    {
        if (type.IsPointer)
        {
            return json is null ? "nil" : type.Kind == PodTypeKind.Struct ? Of(type, (JsonObject)json) : $"*{new PodScalar(type, json)}";
        }

        return type.Kind switch
        {
            PodTypeKind.Struct => Struct(type, (JsonObject)(json ?? PodZero.Of(type)!)),
            PodTypeKind.List => List(type, json as JsonArray ?? []),
            PodTypeKind.Map => Map(type, json as JsonObject ?? []),
            _ => new PodScalar(type, json ?? PodZero.Of(type)).ToString(),
        };
    }

    private static string List(PodType type, JsonArray json)
    {
        string[] items = [.. json.Select(item => Value(type.Item!, item))];
        return type.Item!.Kind == PodTypeKind.Struct
            ? $"[]{type.Item.Name}{{{string.Concat(items.Select(item => $"{item},"))}}}"
            : $"[{string.Join(' ', items)}]";
    }

    private static string Map(PodType type, JsonObject json)
    {
        IEnumerable<string> entries = json.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}: {Value(type.Item!, pair.Value)},");
        return $"{type.GoType.Name}{{{string.Concat(entries)}}}";
    }
}
