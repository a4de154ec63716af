using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Small steps that the defaults of built-in kinds are made of.</summary>
internal static class JsonDefaults
{
    /// <summary>Sets a field that is absent.</summary>
    public static void Default(this JsonObject value, string name, JsonNode fallback)
    {
        if (value[name] is null)
        {
            value[name] = fallback;
        }
    }

    /// <summary>The object in a field, made there when absent.</summary>
    public static JsonObject Child(this JsonObject value, string name)
    {
        if (value[name] is not JsonObject child)
        {
            child = [];
            value[name] = child;
        }

        return child;
    }

    /// <summary>The objects of a list field; none when absent.</summary>
    public static IEnumerable<JsonObject> Items(this JsonObject value, string name) =>
        (value[name] as JsonArray ?? []).OfType<JsonObject>();
}
