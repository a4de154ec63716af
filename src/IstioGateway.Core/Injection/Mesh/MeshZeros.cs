using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// Leaves out what protobuf's JSON leaves out: fields without presence that have their type's zero value, be it written or not
/// (protobuf.dev, ProtoJSON Format). A field of a oneof, and one that is a message or a wrapper, says something by being there.
/// </summary>
internal static class MeshZeros
{
    private const string Package = "v1alpha1.";

    /// <summary>A copy of a message's JSON without such fields.</summary>
    /// <param name="message">The message's Go name, such as <c>v1alpha1.ProxyConfig</c>; one that is not declared is copied whole.</param>
    /// <param name="json">Its JSON.</param>
    public static JsonObject Omit(string message, JsonObject json)
    {
        string name = message.StartsWith(Package, StringComparison.Ordinal) ? message[Package.Length..] : message;
        if (MeshTypes.Instance.Find(name) is not { } declared)
        {
            return json.DeepClone().AsObject();
        }

        JsonObject kept = [];
        foreach ((string key, JsonNode? value) in json)
        {
            MeshField? field = declared.FindByJsonName(key);
            if (field is null || field.IsOneOf || !IsZero(field.TypeName, value))
            {
                kept.Add(key, value is JsonObject below && field is not null
                    ? Omit(field.TypeName.TrimStart('*'), below)
                    : value?.DeepClone());
            }
        }

        return kept;
    }

    private static bool IsZero(string type, JsonNode? value) => value switch
    {
        null => true,
        JsonArray items => items.Count == 0,
        JsonObject map => map.Count == 0 && type.StartsWith("map[", StringComparison.Ordinal),
        _ when type.StartsWith('*') => false,
        _ => value.GetValueKind() switch
        {
            JsonValueKind.False => true,
            JsonValueKind.Number => value.ToJsonString() == "0",
            JsonValueKind.String => IsZero(type, value.GetValue<string>()),
            _ => false,
        },
    };

    private static bool IsZero(string type, string text) =>
        text.Length == 0 || (MeshTypes.Instance.ValuesOf(type) is { Length: > 0 } values && values[0] == text);
}
