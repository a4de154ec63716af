using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Tables;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>The types of the Sail Operator and of Istio.</summary>
internal static class IstioTypes
{
    private static readonly string[] NetworkingVersions = ["v1", "v1beta1", "v1alpha3"];

    /// <summary>Makes the catalogue.</summary>
    public static IEnumerable<ResourceDefinition> Make(SchemaNode metadata)
    {
        JsonNode crd = SchemaText.ReadIstioCrd();
        SchemaNode istioSpec = SchemaText.Parse(crd["f"]!["spec"]!);
        SchemaNode istioStatus = SchemaText.Parse(crd["f"]!["status"]!);
        yield return Sail(ResourceType.Istio, Root(metadata, istioSpec, istioStatus), SailTables.Istio) with
        {
            StorageVersionHash = "014FFyyIP80=",
        };
        yield return Sail(ResourceType.IstioRevision, Root(metadata, RevisionSpec(istioSpec), RevisionStatus(istioStatus)), SailTables.IstioRevision) with
        {
            ShortNames = ["istiorev"],
            StorageVersionHash = "gDIgpMpwucY=",
        };
        foreach (string version in NetworkingVersions)
        {
            yield return Networking(version, "gateways", "Gateway", "gw", Root(metadata, NetworkingSchemas.Gateway, SchemaNode.Any));
            yield return Networking(version, "virtualservices", "VirtualService", "vs", Root(metadata, NetworkingSchemas.VirtualService, SchemaNode.Any));
        }
    }

    private static ResourceDefinition Sail(ResourceType type, SchemaNode schema, TableLayout table) => new()
    {
        Type = type,
        Singular = type.Kind.ToLowerInvariant(),
        Categories = ["istio-io"],
        IsCustom = true,
        HasRules = true,
        HasStatus = true,
        CountsGeneration = true,
        Schema = schema,
        Table = table,
    };

    private static ResourceDefinition Networking(string version, string plural, string kind, string shortName, SchemaNode schema) => new()
    {
        Type = new ResourceType("networking.istio.io", version, plural, kind, Namespaced: true),
        Singular = kind.ToLowerInvariant(),
        ShortNames = [shortName],
        Categories = ["istio-io", "networking-istio-io"],
        IsCustom = true,
        HasOtherVersions = true,
        HasStatus = true,
        CountsGeneration = true,
        Schema = schema,
        Table = GenericTable.NameAndAge,
    };

    private static SchemaNode Root(SchemaNode metadata, SchemaNode spec, SchemaNode status)
    {
        SchemaNode text = SchemaNode.Scalar(SchemaKind.String);
        return SchemaNode.Struct(("apiVersion", text), ("kind", text), ("metadata", metadata), ("spec", spec), ("status", status));
    }

    /// <summary>A revision's spec is an Istio's values, with the type of control plane, its namespace and its version.</summary>
    private static SchemaNode RevisionSpec(SchemaNode istioSpec)
    {
        SchemaNode text = SchemaNode.Scalar(SchemaKind.String);
        return SchemaNode.Struct(("type", text), ("namespace", text), ("version", text), ("values", istioSpec.Fields["values"]));
    }

    private static SchemaNode RevisionStatus(SchemaNode istioStatus) => SchemaNode.Struct(
        ("observedGeneration", SchemaNode.Scalar(SchemaKind.Integer)),
        ("conditions", istioStatus.Fields["conditions"]),
        ("state", SchemaNode.Scalar(SchemaKind.String)));
}
