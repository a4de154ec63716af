using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>Pods drawn from the Pod type itself: now and then with an unknown field, another case, a null or a wrong value.</summary>
internal static class PodGen
{
    private const int Deepest = 7;

    private static readonly Gen<string> Texts = Gen.OneOf("", "a", "b", "x-y", "80");
    private static readonly Gen<string> Quantities = Gen.OneOf("0", "1", "100m", "1024Mi", "1.5Gi", "0.1", "2e3", "-1", "1Ki", "5000000n");
    private static readonly Gen<string> Times = Gen.OneOf("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.5+01:00", "0001-01-01T00:00:00Z");

    public static Gen<JsonObject> Pod { get; } = Struct(PodType.Pod, 0).Where(json => json is not null).Select(json => json!.AsObject());

    private static Gen<JsonNode?> Value(PodType type, int depth) => depth > Deepest
        ? Gen.Const((JsonNode?)null)
        : Gen.Int[0, 39].SelectMany(die => die switch
        {
            0 => Gen.Const((JsonNode?)null),
            1 when depth > 4 => Gen.Bool.Select(truth => (JsonNode?)JsonValue.Create(truth)),
            _ => Proper(type, depth),
        });

    private static Gen<JsonNode?> Proper(PodType type, int depth) => type.Kind switch
    {
        PodTypeKind.Struct => Struct(type, depth),
        PodTypeKind.Map => Gen.Dictionary(Texts, Value(type.Item!, depth + 1))[0, 2]
            .Select(map => (JsonNode?)new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())))),
        PodTypeKind.List => Value(type.Item!, depth + 1).Array[0, 2]
            .Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
        PodTypeKind.Integer => Gen.Int[-1, 3].Select(number => (JsonNode?)JsonValue.Create(number)),
        PodTypeKind.Boolean => Gen.Bool.Select(truth => (JsonNode?)JsonValue.Create(truth)),
        PodTypeKind.Quantity => Quantities.Select(text => (JsonNode?)JsonValue.Create(text)),
        PodTypeKind.Time => Times.Select(text => (JsonNode?)JsonValue.Create(text)),
        PodTypeKind.Any => Gen.Int[0, 1].Select(count => (JsonNode?)(count == 0 ? [] : new JsonObject { ["f"] = count })),
        _ => Texts.Select(text => (JsonNode?)JsonValue.Create(text)),
    };

    private static Gen<JsonNode?> Struct(PodType type, int depth)
    {
        Gen<(string Name, JsonNode? Value)> unknown = Gen.Int.Select(number => ("unknown", (JsonNode?)JsonValue.Create(number)));
        Gen<(string Name, JsonNode? Value)> known = Gen.Int[0, type.Fields.Length - 1].SelectMany(index =>
        {
            PodField field = type.Fields[index];
            return Gen.Select(
                Gen.Int[0, 9],
                Value(field.Type, depth + 1),
                (die, value) => (die == 0 ? field.JsonName.ToUpperInvariant() : field.JsonName, value));
        });
        return Gen.Frequency((1, unknown), (15, known)).Array[0, 4].Select(fields =>
        {
            JsonObject json = [];
            foreach ((string name, JsonNode? value) in fields)
            {
                json[name] = value?.DeepClone();
            }

            return (JsonNode?)json;
        });
    }
}
