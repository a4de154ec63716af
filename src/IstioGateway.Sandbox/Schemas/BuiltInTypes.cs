using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Tables;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>The built-in types.</summary>
internal static class BuiltInTypes
{
    /// <summary>Makes the catalogue.</summary>
    /// <param name="plainKernelColumn">Whether the nodes' kernel column shows the kernel alone, as older servers do.</param>
    public static IEnumerable<ResourceDefinition> Make(bool plainKernelColumn) =>
    [
        new()
        {
            Type = ResourceType.Node,
            Singular = "node",
            ShortNames = ["no"],
            HasStatus = true,
            Schema = SchemaNode.Any,
            Table = NodeTable.Make(plainKernelColumn),
            SelectableFields = ["spec.unschedulable"],
        },
        new()
        {
            Type = ResourceType.Namespace,
            Singular = "namespace",
            ShortNames = ["ns"],
            HasStatus = true,
            Schema = SchemaNode.Any,
            Table = GenericTable.NameAndAge,
            SelectableFields = ["status.phase"],
        },
        new()
        {
            Type = ResourceType.ConfigMap,
            Singular = "configmap",
            ShortNames = ["cm"],
            Schema = SchemaNode.Any,
            Table = GenericTable.NameAndAge,
        },
    ];
}
