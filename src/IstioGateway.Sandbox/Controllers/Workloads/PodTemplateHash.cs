using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// The label <c>pod-template-hash</c>: FNV-1a of a template, in letters that spell no words. The text that is hashed is ours, so
/// values differ from a real cluster's. Source: kubernetes pkg/controller/controller_utils.go, ComputeHash.
/// </summary>
internal static class PodTemplateHash
{
    /// <summary>The label.</summary>
    public const string Label = "pod-template-hash";

    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>The hash of a pod template.</summary>
    public static string Of(JsonObject template)
    {
        uint hash = Offset;
        foreach (byte octet in Encoding.UTF8.GetBytes(Sorted(template)!.ToJsonString()))
        {
            hash = unchecked((hash ^ octet) * Prime);
        }

        return string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Alphabet[digit % Alphabet.Length]));
    }

    /// <summary>A ReplicaSet's template as its Deployment has it: without the label.</summary>
    public static JsonObject Without(JsonObject template)
    {
        JsonObject plain = template.DeepClone().AsObject();
        (plain["metadata"]?["labels"] as JsonObject)?.Remove(Label);
        return plain;
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
