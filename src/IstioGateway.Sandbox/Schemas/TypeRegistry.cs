using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>The types the sandbox serves. A new type is one more line in a catalogue.</summary>
internal sealed class TypeRegistry
{
    private readonly Dictionary<(string Group, string Version, string Plural), ResourceDefinition> _types;

    /// <summary>Collects the catalogues.</summary>
    public TypeRegistry(SandboxClusterOptions options)
    {
        BuiltInSchemas schemas = new();
        All = [.. BuiltInTypes.Make(schemas, options.PlainKernelColumn), .. IstioTypes.Make(schemas.ObjectMeta)];
        _types = All.ToDictionary(type => (type.Type.Group, type.Type.Version, type.Type.Plural));
        Namespaces = Get(ResourceType.Namespace);
    }

    /// <summary>Every type.</summary>
    public IReadOnlyList<ResourceDefinition> All { get; }

    /// <summary>The type of namespaces, which every namespaced write asks for.</summary>
    public ResourceDefinition Namespaces { get; }

    /// <summary>Finds a type by the names of a path.</summary>
    public ResourceDefinition? Find(string group, string version, string plural) => _types.GetValueOrDefault((group, version, plural));

    /// <summary>A type that is known to be here.</summary>
    public ResourceDefinition Get(ResourceType type) =>
        Find(type.Group, type.Version, type.Plural) ?? throw new ArgumentException($"The sandbox does not serve {type.QualifiedName}.", nameof(type));
}
