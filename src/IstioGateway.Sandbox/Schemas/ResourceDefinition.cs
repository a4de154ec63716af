using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api;
using IstioGateway.Sandbox.Api.Tables;
using IstioGateway.Sandbox.Api.Validation;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>A type as the sandbox serves it: names for discovery, fields, columns, and the rules of its storage.</summary>
internal sealed record ResourceDefinition
{
    /// <summary>Group, version, plural, kind and scope.</summary>
    public required ResourceType Type { get; init; }

    /// <summary>Singular name.</summary>
    public required string Singular { get; init; }

    /// <summary>Short names, such as <c>no</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Categories, such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether a CustomResourceDefinition defines it: such types prune, sort keys and know no strategic merge.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether its CRD has validation rules besides types; a refusal then says that they were not checked.</summary>
    public bool HasRules { get; init; }

    /// <summary>Whether the same storage is served in several versions.</summary>
    public bool HasOtherVersions { get; init; }

    /// <summary>Whether <c>status</c> is a subresource.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Whether <c>metadata.generation</c> counts changes of the desired state.</summary>
    public bool CountsGeneration { get; init; }

    /// <summary>Its subresources besides <c>status</c>.</summary>
    public IReadOnlyList<SubresourceDefinition> Subresources { get; init; } = [];

    /// <summary>What its objects may be called.</summary>
    public NameForm Names { get; init; } = NameForm.Subdomain;

    /// <summary>What is wrong with an object beyond names and types; gets the object and the one before, if it is no new one.</summary>
    public Func<JsonObject, JsonObject?, IEnumerable<StatusCause>>? Validate { get; init; }

    /// <summary>Its fields.</summary>
    public required SchemaNode Schema { get; init; }

    /// <summary>Its columns in a Table.</summary>
    public required TableLayout Table { get; init; }

    /// <summary>Fills absent fields of a built-in kind; a custom resource's defaults are in its schema.</summary>
    public Action<JsonObject>? SetDefaults { get; init; }

    /// <summary>Fields that a field selector may name besides <c>metadata.name</c> and <c>metadata.namespace</c>.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>Hash of the stored version as discovery shows it.</summary>
    public string StorageVersionHash { get; init; } = "";

    /// <summary>Kind.</summary>
    public string Kind => Type.Kind;

    /// <summary>Value of <c>apiVersion</c>.</summary>
    public string ApiVersion => Type.ApiVersion;

    /// <summary>The name under which all versions of the type share one storage.</summary>
    public string StorageName => Type.QualifiedName;
}
