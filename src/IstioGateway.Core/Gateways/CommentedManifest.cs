using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IstioGateway.Clusters;

namespace IstioGateway.Gateways;

/// <summary>An object, and comments for its YAML where a reader would ask why.</summary>
public sealed partial class CommentedManifest
{
    private readonly JsonObject _marked;
    private readonly List<string> _comments = [];

    /// <summary>Creates the manifest.</summary>
    /// <param name="manifest">The object; it may hold entries made by <see cref="Comment"/>.</param>
    /// <param name="comments">The comments, by the numbers of those entries.</param>
    internal CommentedManifest(JsonObject manifest, IEnumerable<string> comments)
    {
        _marked = manifest;
        _comments.AddRange(comments);
        Object = manifest.DeepClone().AsObject();
        Strip(Object);
    }

    /// <summary>The object.</summary>
    public JsonObject Object { get; }

    /// <summary>The object as YAML, with the comments.</summary>
    public string ToYaml(IYamlCodec yaml) => Marker().Replace(
        yaml.Write(_marked),
        match => string.Join('\n', _comments[int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)]
            .Split('\n').Select(line => $"{match.Groups["indent"].Value}# {line}")));

    /// <summary>
    /// The key of an entry that becomes a comment above the next one. No field of Kubernetes begins with '#', and YAML writers quote
    /// such a key, so the line cannot be mistaken for anything else.
    /// </summary>
    internal static string Comment(int number) => string.Create(CultureInfo.InvariantCulture, $"#{number}");

    private static void Strip(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (string name in fields.Select(field => field.Key).Where(name => name.StartsWith('#')).ToArray())
                {
                    fields.Remove(name);
                }

                foreach ((string _, JsonNode? value) in fields)
                {
                    Strip(value);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Strip(item);
                }

                break;
        }
    }

    [GeneratedRegex("""^(?<indent>[ ]*)["']#(?<number>[0-9]+)["']: .*$""", RegexOptions.Multiline)]
    private static partial Regex Marker();
}
