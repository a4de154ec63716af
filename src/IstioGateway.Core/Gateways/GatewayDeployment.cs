using System.Text.Json.Nodes;
using IstioGateway.Injection;
using static IstioGateway.Gateways.ManifestComments;

namespace IstioGateway.Gateways;

/// <summary>The Deployment: a pod with a container that istiod fills in.</summary>
internal static class GatewayDeployment
{
    private const string DefaultRevision = "default";

    public static CommentedManifest Make(GatewaySpec spec)
    {
        ManifestComments comments = new();
        bool scaled = spec.MaxReplicas is not null;
        return comments.Around(Fields(
            Field("apiVersion", "apps/v1"),
            Field("kind", "Deployment"),
            Field("metadata", GatewayManifests.Metadata(spec)),
            Field("spec", Fields(
                scaled ? comments.Why("No replicas here: the HorizontalPodAutoscaler sets them.") : Field("replicas", spec.Replicas ?? 1),
                Field("selector", new JsonObject { ["matchLabels"] = GatewayManifests.Selector(spec) }),
                Field("template", Fields(
                    Field("metadata", PodMetadata(spec, comments)),
                    Field("spec", PodSpec(spec, comments))))))));
    }

    private static JsonObject PodMetadata(GatewaySpec spec, ManifestComments comments)
    {
        bool named = spec.Revision is not (null or "" or DefaultRevision);
        return Fields(
            Field("annotations", Fields(
                comments.Why("Without this the pod would get the template of sidecars." + (spec.Unprivileged || spec.Root
                    ? "\nOn kernels before 4.11 it starts only where none of these templates sets a sysctl."
                    : "")),
                Field(PodInjector.TemplatesAnnotation, string.Join(',', spec.Templates)))),
            Field("labels", Fields(
                Field("app.kubernetes.io/name", spec.Name),
                Field("istio", spec.Name),
                comments.Why(named
                    ? "A label, not an annotation: it selects the webhook of this revision."
                    : "A label, not an annotation: it selects the injection webhook."),
                named ? Field("istio.io/rev", spec.Revision) : Field("sidecar.istio.io/inject", "true"))));
    }

    private static JsonObject PodSpec(GatewaySpec spec, ManifestComments comments) => Fields(
        spec.SkipRbac ? comments.Why("This account must exist, with the right to get, watch and list Secrets of this namespace.") : null,
        Field("serviceAccountName", spec.Account),
        spec.NodeSelector.Count == 0 ? null : Field("nodeSelector", Labels(spec.NodeSelector)),
        spec.Avoid is null ? null : comments.Why("Keeps the gateway off nodes whose kernel is older than 4.11."),
        spec.Avoid is null ? null : Field("affinity", Affinity(spec.Avoid)),
        Field("containers", new JsonArray(Fields(
            Field("name", ProxySecurity.Container),
            comments.Why("istiod puts the proxy's image here. If it stays 'auto', the pod was not injected."),
            Field("image", "auto"),
            Field("ports", new JsonArray(new JsonObject { ["name"] = "http-envoy-prom", ["containerPort"] = 15090, ["protocol"] = "TCP" })),
            Field("resources", new JsonObject
            {
                ["limits"] = new JsonObject { ["cpu"] = "2", ["memory"] = "1Gi" },
                ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" },
            }),
            Field("securityContext", SecurityContext(spec, comments))))));

    private static JsonObject SecurityContext(GatewaySpec spec, ManifestComments comments) => spec.Root
        ? Fields(
            Field("allowPrivilegeEscalation", false),
            comments.Why("Container runtimes give capabilities to user 0 only, so this is what it takes to listen below 1024\n"
                + "without the sysctl. The restricted Pod Security Standard refuses it."),
            Field("capabilities", new JsonObject { ["add"] = new JsonArray("NET_BIND_SERVICE"), ["drop"] = new JsonArray("ALL") }),
            Field("privileged", false),
            Field("readOnlyRootFilesystem", true),
            Field("runAsGroup", 1337),
            Field("runAsNonRoot", false),
            Field("runAsUser", 0))
        : Fields(
            Field("allowPrivilegeEscalation", false),
            Field("capabilities", new JsonObject { ["drop"] = new JsonArray("ALL") }),
            Field("privileged", false),
            Field("readOnlyRootFilesystem", true),
            Field("runAsNonRoot", true));

    private static JsonObject Affinity(NodeExclusion avoid) => new()
    {
        ["nodeAffinity"] = new JsonObject
        {
            ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
            {
                ["nodeSelectorTerms"] = new JsonArray(new JsonObject
                {
                    ["matchExpressions"] = new JsonArray(new JsonObject
                    {
                        ["key"] = avoid.Label,
                        ["operator"] = "NotIn",
                        ["values"] = new JsonArray([.. avoid.Values.Select(value => (JsonNode?)value)]),
                    }),
                }),
            },
        },
    };

    private static JsonObject Labels(IReadOnlyDictionary<string, string> labels) =>
        [.. labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => Field(label.Key, label.Value))];
}
