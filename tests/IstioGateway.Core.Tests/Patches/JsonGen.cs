using System.Text.Json.Nodes;
using CsCheck;

namespace IstioGateway.Core.Tests.Patches;

/// <summary>Makes JSON documents up.</summary>
internal static class JsonGen
{
    private static readonly Gen<string> Keys = Gen.OneOf("a", "b", "c", "d e", "é", "");

    /// <summary>Documents as text, with or without nulls as object members (nulls in arrays are always possible).</summary>
    public static Gen<string> Documents(bool nullMembers) => Value(depth: 3, nullMembers).Select(node => node?.ToJsonString() ?? "null");

    private static Gen<JsonNode?> Value(int depth, bool nullMembers)
    {
        Gen<JsonNode?> scalar = Gen.OneOf<JsonNode?>(
            Gen.Int[-3, 3].Select(n => (JsonNode?)JsonValue.Create(n)),
            Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
            Gen.OneOf("", "x", "\"\\\t", "\U0001F600").Select(s => (JsonNode?)JsonValue.Create(s)));
        if (depth == 0)
        {
            return scalar;
        }

        Gen<JsonNode?> member = nullMembers ? Gen.OneOf<JsonNode?>(Value(depth - 1, true), Gen.Const((JsonNode?)null)) : Value(depth - 1, false);
        Gen<JsonNode?> item = Gen.OneOf<JsonNode?>(Value(depth - 1, nullMembers), Gen.Const((JsonNode?)null));
        return Gen.OneOf<JsonNode?>(
            scalar,
            Gen.Select(Keys, member).Array[0, 4].Select(pairs =>
            {
                JsonObject result = [];
                foreach ((string key, JsonNode? value) in pairs)
                {
                    result[key] = value?.DeepClone();
                }

                return (JsonNode?)result;
            }),
            nullMembers
                ? item.Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]))
                : Value(0, false).Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])));
    }
}
