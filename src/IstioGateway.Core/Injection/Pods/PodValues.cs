using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>Values of the Pod type as templates see them.</summary>
internal static class PodValues
{
    /// <summary>The Go value of a field, an item or an entry, from the JSON that <see cref="PodDecoder"/> makes.</summary>
    /// <param name="type">Its declared type.</param>
    /// <param name="json">Its JSON; <see langword="null"/> where it was left out.</param>
    public static object Of(PodType type, JsonNode? json)
    {
        if (json is null && type.IsPointer)
        {
            return new GoValue(null, type.GoType);
        }

        return type.Kind switch
        {
            PodTypeKind.Struct => new PodStruct(type, type.GoType, (JsonObject)(json ?? PodZero.Of(type)!)),
            PodTypeKind.Map => Map(type, (JsonObject?)json),
            PodTypeKind.List => List(type, (JsonArray?)json),
            PodTypeKind.String or PodTypeKind.Integer or PodTypeKind.Boolean when type.IsPointer => new PodScalar(type, json),
            PodTypeKind.String => Named(json?.GetValue<string>() ?? "", type.GoType),
            PodTypeKind.Integer => new GoValue(json is null ? 0L : PodScalar.Number(json), type.GoType),
            PodTypeKind.Boolean => json is not null && json.GetValue<bool>(),
            _ => new PodScalar(type, json ?? PodZero.Of(type)),
        };
    }

    private static object Named(string text, GoType type) => type == GoType.String ? text : new GoValue(text, type);

    private static object Map(PodType type, JsonObject? json)
    {
        if (json is null)
        {
            return new GoValue(null, type.GoType);
        }

        if (type.GoType.Name == "map[string]string")
        {
            return json.Texts();
        }

        return new GoValue(json.Convert(value => Of(type.Item!, value)), type.GoType);
    }

    private static object List(PodType type, JsonArray? json)
    {
        if (json is null)
        {
            return new GoValue(null, type.GoType);
        }

        return type.Item!.GoType == GoType.String
            ? json.Texts()
            : new GoValue(json.Convert(item => Of(type.Item, item)), type.GoType);
    }
}
