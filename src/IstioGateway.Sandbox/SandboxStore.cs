using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox;

/// <summary>Direct access to the objects of a sandbox, past the API: for seeding, and for seeing what a client has done.</summary>
public sealed class SandboxStore
{
    private readonly ObjectStore _objects;
    private readonly TypeRegistry _types;
    private readonly TimeProvider _clock;

    internal SandboxStore(ObjectStore objects, TypeRegistry types, TimeProvider clock) =>
        (_objects, _types, _clock) = (objects, types, clock);

    /// <summary>The version of the newest change.</summary>
    public long ResourceVersion => _objects.Version;

    /// <summary>A copy of an object; <see langword="null"/> when there is none.</summary>
    public JsonObject? Find(ResourceType type, string name, string? namespaceName = null) =>
        _objects.Find(_types.Get(type), new ObjectKey(namespaceName ?? "", name))?.Parse();

    /// <summary>How many objects of a type there are.</summary>
    public int Count(ResourceType type) => _objects.List(_types.Get(type)).Objects.Length;

    /// <summary>
    /// Creates or replaces an object as it is given: neither fields nor rights are checked. A uid, a creation time and, where
    /// the type counts it, a generation are made up where they are missing.
    /// </summary>
    public void Put(ResourceType type, JsonObject value)
    {
        ResourceDefinition definition = _types.Get(type);
        JsonObject copy = value.DeepClone().AsObject();
        JsonObject metadata = copy["metadata"]?.AsObject() ?? throw new ArgumentException("The object has no metadata.", nameof(value));
        copy["apiVersion"] = definition.ApiVersion;
        copy["kind"] = definition.Kind;
        metadata["uid"] ??= Guid.NewGuid().ToString();
        metadata["creationTimestamp"] ??= _clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (definition.CountsGeneration)
        {
            metadata["generation"] ??= 1;
        }

        if (definition.IsCustom)
        {
            // A CRD's defaults are filled whenever an object is read, also one that was stored without them.
            SchemaDefaults.Fill(definition.Schema, copy);
        }

        ObjectKey key = new((string?)metadata["namespace"] ?? "", (string)metadata["name"]!);
        while (_objects.TryWrite(definition, _objects.Find(definition, key), copy) is null)
        {
            // Someone else wrote it meanwhile; this write is unconditional.
        }
    }

    /// <summary>Removes an object; <see langword="false"/> when there was none.</summary>
    public bool Remove(ResourceType type, string name, string? namespaceName = null)
    {
        ResourceDefinition definition = _types.Get(type);
        while (_objects.Find(definition, new ObjectKey(namespaceName ?? "", name)) is { } present)
        {
            if (_objects.TryDelete(definition, present) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets the past: watches and continue tokens from before now are answered with 410.</summary>
    public void Compact() => _objects.Compact();
}
