using System.Text.Json.Nodes;

namespace IstioGateway.Gateways;

/// <summary>Gathers the comments of a manifest while it is made.</summary>
internal sealed class ManifestComments
{
    private readonly List<string> _texts = [];

    /// <summary>An entry that becomes a comment above the one after it.</summary>
    public KeyValuePair<string, JsonNode?> Why(string text)
    {
        _texts.Add(text);
        return KeyValuePair.Create<string, JsonNode?>(CommentedManifest.Comment(_texts.Count - 1), "");
    }

    /// <summary>The manifest of an object made with these comments.</summary>
    public CommentedManifest Around(JsonObject manifest) => new(manifest, _texts);

    /// <summary>An object of entries in order; entries without a value are left out.</summary>
    public static JsonObject Fields(params IEnumerable<KeyValuePair<string, JsonNode?>?> entries)
    {
        JsonObject fields = [];
        foreach (KeyValuePair<string, JsonNode?>? entry in entries)
        {
            if (entry is { Value: not null } given)
            {
                fields.Add(given);
            }
        }

        return fields;
    }

    /// <summary>An entry.</summary>
    public static KeyValuePair<string, JsonNode?> Field(string name, JsonNode? value) => KeyValuePair.Create(name, value);
}
