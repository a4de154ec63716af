using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Tables;
using IstioGateway.Sandbox.Api.Validation;
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
        Core<Corev1Event>(schemas, KubernetesTypes.Event, ["ev"]) with
        {
            SetDefaults = EventDefaults.Fill,
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
            Names = NameForm.Label,
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
            Table = WorkloadTables.Pods,
            Subresources = [SubresourceDefinition.Binding, SubresourceDefinition.Eviction],
            SetDefaults = PodDefaults.FillPod,
            Validate = PodValidation.Check,
        },
        Core<V1Secret>(schemas, ResourceType.Secret, []) with
        {
            SelectableFields = ["type"],
            SetDefaults = SecretDefaults.Fill,
        },
        Core<V1ServiceAccount>(schemas, ResourceType.ServiceAccount, ["sa"]),
        Core<V1ResourceQuota>(schemas, KubernetesTypes.ResourceQuota, ["quota"], hasStatus: true) with
        {
            SetDefaults = StatusDefaults.Fill,
        },
        Core<V1Service>(schemas, ResourceType.Service, ["svc"], hasStatus: true) with
        {
            Categories = ["all"],
            SelectableFields = ["spec.clusterIP", "spec.type"],
            Names = NameForm.Label,
            SetDefaults = ServiceDefaults.Fill,
            Validate = ServiceValidation.Check,
        },
        Core<V1Deployment>(schemas, ResourceType.Deployment, ["deploy"], hasStatus: true) with
        {
            Categories = ["all"],
            CountsGeneration = true,
            Table = WorkloadTables.Deployments,
            Subresources = [SubresourceDefinition.Scale],
            SetDefaults = DeploymentDefaults.Fill,
            Validate = WorkloadValidation.Check,
        },
        Core<V1ReplicaSet>(schemas, KubernetesTypes.ReplicaSet, ["rs"], hasStatus: true) with
        {
            Categories = ["all"],
            CountsGeneration = true,
            SelectableFields = ["status.replicas"],
            Table = WorkloadTables.ReplicaSets,
            Subresources = [SubresourceDefinition.Scale],
            SetDefaults = ReplicaSetDefaults.Fill,
            Validate = WorkloadValidation.Check,
        },
        Core<V2HorizontalPodAutoscaler>(schemas, KubernetesTypes.HorizontalPodAutoscaler, ["hpa"], hasStatus: true) with
        {
            Categories = ["all"],
            SetDefaults = AutoscalerDefaults.Fill,
            Validate = AutoscalerValidation.Check,
        },
        Core<V1PodDisruptionBudget>(schemas, KubernetesTypes.PodDisruptionBudget, ["pdb"], hasStatus: true) with
        {
            CountsGeneration = true,
            SetDefaults = DisruptionBudgetDefaults.Fill,
            Validate = DisruptionBudgetValidation.Check,
        },
        Core<V1Role>(schemas, KubernetesTypes.Role, []) with { Names = NameForm.PathSegment },
        Core<V1RoleBinding>(schemas, KubernetesTypes.RoleBinding, []) with
        {
            Names = NameForm.PathSegment,
            SetDefaults = RoleBindingDefaults.Fill,
            Validate = RoleBindingValidation.Check,
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
