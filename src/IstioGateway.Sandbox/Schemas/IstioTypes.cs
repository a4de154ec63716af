using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Tables;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>The types of the Sail Operator and of Istio.</summary>
internal static class IstioTypes
{
    /// <summary>Makes the catalogue.</summary>
    public static IEnumerable<ResourceDefinition> Make() =>
    [
        new()
        {
            Type = ResourceType.Istio,
            Singular = "istio",
            Categories = ["istio-io"],
            IsCustom = true,
            HasStatus = true,
            CountsGeneration = true,
            Schema = SchemaNode.Any,
            Table = SailTables.Istio,
            StorageVersionHash = "014FFyyIP80=",
        },
        new()
        {
            Type = ResourceType.IstioRevision,
            Singular = "istiorevision",
            ShortNames = ["istiorev"],
            Categories = ["istio-io"],
            IsCustom = true,
            HasStatus = true,
            CountsGeneration = true,
            Schema = SchemaNode.Any,
            Table = SailTables.IstioRevision,
            StorageVersionHash = "gDIgpMpwucY=",
        },
    ];
}
