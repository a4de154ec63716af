using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Storage;

/// <summary>One version of an object: its JSON as it goes over the wire, and what lists and selectors need of it. Immutable.</summary>
internal sealed class StoredObject
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private readonly Lazy<Range> _metadata;
    private object? _projection;

    /// <summary>Wraps the JSON of an object whose metadata is complete.</summary>
    public StoredObject(ObjectKey key, long resourceVersion, DateTimeOffset created, JsonNode? labels, byte[] json)
    {
        (Key, ResourceVersion, Created, Json) = (key, resourceVersion, created, json);
        Labels = labels is JsonObject { Count: > 0 } set
            ? set.ToDictionary(label => label.Key, label => label.Value?.GetValue<string>() ?? "", StringComparer.Ordinal)
            : NoLabels;
        _metadata = new Lazy<Range>(() => FindMember("metadata"u8));
    }

    /// <summary>Where it lives.</summary>
    public ObjectKey Key { get; }

    /// <summary>The version this is.</summary>
    public long ResourceVersion { get; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The whole object as UTF-8 JSON, <c>kind</c> and <c>apiVersion</c> included.</summary>
    public byte[] Json { get; }

    /// <summary>The JSON of <c>metadata</c> alone.</summary>
    public ReadOnlyMemory<byte> MetadataJson => Json.AsMemory(_metadata.Value);

    /// <summary>A fresh tree of the object that the caller may change.</summary>
    public JsonObject Parse() => JsonNode.Parse(Json)!.AsObject();

    /// <summary>What a renderer made of this version, kept for the next list.</summary>
    public T Projection<T>(Func<StoredObject, T> make)
        where T : class => (T)(_projection ??= make(this));

    private Range FindMember(ReadOnlySpan<byte> name)
    {
        Utf8JsonReader reader = new(Json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(name);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found)
            {
                return start..(int)reader.BytesConsumed;
            }
        }

        return 0..0;
    }
}
