using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// Where a pod's own <c>istio-proxy</c> sets the user, the init container that prepares its traffic is told (istio 1.28.10,
/// pkg/kube/inject/webhook.go, adjustInitContainerUser). A gateway has no such container and stays as it is.
/// </summary>
internal static class InitContainerUser
{
    private const string ProxyContainer = "istio-proxy";
    private const string InitContainer = "istio-init";
    private const string ValidationContainer = "istio-validation";
    private const string InterceptionAnnotation = "sidecar.istio.io/interceptionMode";

    /// <summary>Changes a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="original">The pod before the injection.</param>
    /// <param name="isTproxy">Whether the proxy's configuration has interception mode TPROXY.</param>
    public static void Adjust(JsonObject pod, JsonObject original, bool isTproxy)
    {
        JsonNode? own = FindSidecar(original)?["securityContext"];
        (JsonNode? user, JsonNode? group) = (own?["runAsUser"], own?["runAsGroup"]);
        JsonNode? initContainers = pod["spec"]?["initContainers"];
        JsonObject? container = ContainerOverrides.Find(initContainers, InitContainer)
            ?? ContainerOverrides.Find(initContainers, ValidationContainer);
        if ((user is not null || group is not null) && container is not null)
        {
            Adjust(pod, container, user, group, isTproxy);
        }
    }

    private static void Adjust(JsonObject pod, JsonObject container, JsonNode? user, JsonNode? group, bool isTproxy)
    {
        isTproxy |= ContainerOverrides.Annotation(pod, InterceptionAnnotation) == "TPROXY";
        if (isTproxy && user is not null)
        {
            if (FindSidecar(pod)?["securityContext"] is not JsonObject proxy)
            {
                return;
            }

            proxy["runAsUser"] = 0;
        }

        if (!isTproxy && (string?)container["name"] == ValidationContainer)
        {
            if (container["securityContext"] is not JsonObject context)
            {
                container["securityContext"] = context = [];
            }

            context["runAsUser"] = (user ?? context["runAsUser"])?.DeepClone();
            context["runAsGroup"] = (group ?? context["runAsGroup"])?.DeepClone();
        }

        TellUser(container, user);
    }

    /// <summary>The -u of iptables, whose owner must not be 0.</summary>
    private static void TellUser(JsonObject container, JsonNode? user)
    {
        if (user is null || container["args"] is not JsonArray args)
        {
            return;
        }

        string id = user.ToJsonString();
        int flag = new List<JsonNode?>(args).FindIndex(argument => (string?)argument == "-u");
        if (flag >= 0 && flag + 1 < args.Count && id != "0")
        {
            args[flag + 1] = id;
        }
    }

    private static JsonObject? FindSidecar(JsonObject pod) =>
        ContainerOverrides.Find(pod["spec"]?["containers"], ProxyContainer)
        ?? ContainerOverrides.Find(pod["spec"]?["initContainers"], ProxyContainer);
}
