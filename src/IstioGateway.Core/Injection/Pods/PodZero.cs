using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>Zero values, and what <c>encoding/json</c> writes of a struct whose other fields have them.</summary>
internal static class PodZero
{
    /// <summary>The JSON of a type's zero value.</summary>
    public static JsonNode? Of(PodType type)
    {
        if (type.IsPointer)
        {
            return null;
        }

        return type.Kind switch
        {
            PodTypeKind.Struct => Write(type, new JsonNode?[type.Fields.Length]),
            PodTypeKind.String => "",
            PodTypeKind.Integer or PodTypeKind.IntOrString => 0,
            PodTypeKind.Boolean => false,
            PodTypeKind.Quantity => "0",
            _ => null,
        };
    }

    /// <summary>The JSON of a struct: its fields in declared order, empty ones left out where they are <c>omitempty</c>.</summary>
    /// <param name="type">The struct.</param>
    /// <param name="values">The values of its fields, in their order; they become the object's own. Absent ones are zero.</param>
    public static JsonObject Write(PodType type, JsonNode?[] values)
    {
        JsonObject json = [];
        for (int index = 0; index < values.Length; index++)
        {
            PodField field = type.Fields[index];
            JsonNode? value = values[index] ?? Of(field.Type);
            if (!field.OmitEmpty || !IsEmpty(field.Type, value))
            {
                json.Add(field.JsonName, value);
            }
        }

        return json;
    }

    /// <summary>The JSON of a struct whose fields are among those of an object; that one is left as it is.</summary>
    public static JsonObject Write(PodType type, JsonObject given)
    {
        JsonNode?[] values = new JsonNode?[type.Fields.Length];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = given[type.Fields[index].JsonName]?.DeepClone();
        }

        return Write(type, values);
    }

    /// <summary>Whether <c>omitempty</c> leaves a value out; a pointer's target may well be zero, and a struct never is empty.</summary>
    private static bool IsEmpty(PodType type, JsonNode? value)
    {
        if (value is null)
        {
            return true;
        }

        return !type.IsPointer && type.Kind switch
        {
            PodTypeKind.List => ((JsonArray)value).Count == 0,
            PodTypeKind.Map or PodTypeKind.Any => value is JsonObject { Count: 0 },
            PodTypeKind.String => value.GetValue<string>().Length == 0,
            PodTypeKind.Integer => value.AsValue().TryGetValue(out long number) ? number == 0 : value.GetValue<int>() == 0,
            PodTypeKind.Boolean => !value.GetValue<bool>(),
            _ => false,
        };
    }
}
