using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Tables;
using IstioGateway.Sandbox.Schemas.Defaults;
using k8s.Models;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>The built-in types.</summary>
internal static class BuiltInTypes
{
    /// <summary>Makes the catalogue.</summary>
    /// <param name="schemas">Fields of the kinds.</param>
    /// <param name="plainKernelColumn">Whether the nodes' kernel column shows the kernel alone, as older servers do.</param>
    public static IEnumerable<ResourceDefinition> Make(BuiltInSchemas schemas, bool plainKernelColumn) =>
    [
        Core<V1ConfigMap>(schemas, ResourceType.ConfigMap, ["cm"]),
        Core<Corev1Event>(schemas, new("", "v1", "events", "Event", true), ["ev"]) with
        {
            SelectableFields =
            [
                "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
                "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
                "reportingComponent", "source", "type",
            ],
        },
        Core<V1Namespace>(schemas, ResourceType.Namespace, ["ns"], hasStatus: true) with
        {
            SelectableFields = ["status.phase"],
            SetDefaults = NamespaceDefaults.Fill,
        },
        Core<V1Node>(schemas, ResourceType.Node, ["no"], hasStatus: true) with
        {
            Table = NodeTable.Make(plainKernelColumn),
            SelectableFields = ["spec.unschedulable"],
        },
        Core<V1Pod>(schemas, ResourceType.Pod, ["po"], hasStatus: true) with
        {
            Categories = ["all"],
            CountsGeneration = true,
            SelectableFields =
            [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
                "status.phase", "status.podIP", "status.nominatedNodeName",
            ],
            SetDefaults = PodDefaults.FillPod,
        },
        Core<V1Secret>(schemas, ResourceType.Secret, []) with
        {
            SelectableFields = ["type"],
            SetDefaults = SecretDefaults.Fill,
        },
        Core<V1ServiceAccount>(schemas, ResourceType.ServiceAccount, ["sa"]),
        Core<V1Service>(schemas, ResourceType.Service, ["svc"], hasStatus: true) with
        {
            Categories = ["all"],
            SelectableFields = ["spec.clusterIP", "spec.type"],
            SetDefaults = ServiceDefaults.Fill,
        },
        Core<V1Deployment>(schemas, ResourceType.Deployment, ["deploy"], hasStatus: true) with
        {
            Categories = ["all"],
            CountsGeneration = true,
            SetDefaults = DeploymentDefaults.Fill,
        },
        Core<V1MutatingWebhookConfiguration>(schemas, ResourceType.MutatingWebhookConfiguration, []) with
        {
            Categories = ["api-extensions"],
            CountsGeneration = true,
            SetDefaults = WebhookDefaults.Fill,
        },
    ];

    private static ResourceDefinition Core<TModel>(
        BuiltInSchemas schemas, ResourceType type, IReadOnlyList<string> shortNames, bool hasStatus = false) => new()
        {
            Type = type,
            Singular = type.Kind.ToLowerInvariant(),
            ShortNames = shortNames,
            HasStatus = hasStatus,
            Schema = schemas.Of(typeof(TModel)),
            Table = GenericTable.NameAndAge,
        };
}
