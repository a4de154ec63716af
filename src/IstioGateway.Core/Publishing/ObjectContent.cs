using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>
/// What of an object is its owner's to say: not its status, not what the server writes of its own accord, not who owns what
/// (as <c>kubectl diff</c> without <c>--show-managed-fields</c>).
/// </summary>
internal static class ObjectContent
{
    /// <summary>kubectl's copy of what it applied last; it repeats the object.</summary>
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly string[] OfTheServer = ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"];
    private static readonly string[] SecretFields = ["data", "stringData"];

    /// <summary>The object without what is not its owner's.</summary>
    public static JsonObject Of(JsonObject value)
    {
        JsonObject content = value.DeepClone().AsObject();
        content.Remove("status");
        if (content["metadata"] is JsonObject metadata)
        {
            foreach (string field in OfTheServer)
            {
                metadata.Remove(field);
            }

            if (metadata["annotations"] is JsonObject annotations && annotations.Remove(LastApplied) && annotations.Count == 0)
            {
                metadata.Remove("annotations");
            }
        }

        return content;
    }

    /// <summary>Whether two states of an object say the same.</summary>
    public static bool AreSame(JsonObject one, JsonObject other) => JsonNode.DeepEquals(Of(one), Of(other));

    /// <summary>
    /// Whether a manager's applied fields are the same in two states of an object, so that to apply would store nothing new.
    /// </summary>
    public static bool SameOwnership(JsonObject one, JsonObject other, string manager) =>
        FieldsOf(one, manager) is { } fields && JsonNode.DeepEquals(fields, FieldsOf(other, manager));

    /// <summary>The difference of two states of an object, as YAML; what a Secret holds is never shown.</summary>
    /// <param name="before">As it was; <see langword="null"/> where it was not there.</param>
    /// <param name="after">As it is to be.</param>
    /// <param name="path">What the diff's head calls it.</param>
    /// <param name="yaml">Writes YAML.</param>
    /// <param name="differ">Compares texts.</param>
    public static string Diff(JsonObject? before, JsonObject after, string path, IYamlCodec yaml, ITextDiffer differ)
    {
        JsonObject? old = before is null ? null : Of(before);
        JsonObject @new = Of(after);
        if (@new.Text("kind") == ResourceType.Secret.Kind)
        {
            Mask(old, @new);
        }

        return differ.Unified(old is null ? null : yaml.Write(old), yaml.Write(@new), $"a/{path}", $"b/{path}");
    }

    private static JsonNode? FieldsOf(JsonObject value, string manager) => (value.At("metadata", "managedFields") as JsonArray ?? [])
        .OfType<JsonObject>()
        .FirstOrDefault(entry => entry.Text("manager") == manager && entry.Text("operation") == "Apply" && entry.Text("subresource") is null)?["fieldsV1"];

    /// <summary>Stars in place of values; which of them differ still shows (kubectl pkg/cmd/diff, <c>Masker</c>).</summary>
    private static void Mask(JsonObject? before, JsonObject after)
    {
        foreach (string field in SecretFields)
        {
            JsonObject? old = before?[field] as JsonObject;
            JsonObject? @new = after[field] as JsonObject;
            string[] keys = [.. (old ?? []).Select(entry => entry.Key).Union((@new ?? []).Select(entry => entry.Key), StringComparer.Ordinal)];
            foreach (string key in keys)
            {
                bool same = old?.ContainsKey(key) != true || @new?.ContainsKey(key) != true || JsonNode.DeepEquals(old[key], @new[key]);
                Replace(old, key, same ? "***" : "*** (before)");
                Replace(@new, key, same ? "***" : "*** (after)");
            }
        }
    }

    private static void Replace(JsonObject? values, string key, string text)
    {
        if (values?.ContainsKey(key) == true)
        {
            values[key] = text;
        }
    }
}
