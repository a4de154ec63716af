using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of pods and pod templates. Source: kubernetes pkg/apis/core/v1/defaults.go and the default admission plugins.</summary>
internal static class PodDefaults
{
    private const int EvictionSeconds = 300;
    private const int ReadableByAll = 0x1A4;

    /// <summary>Fills a Pod.</summary>
    public static void FillPod(JsonObject value)
    {
        JsonObject spec = value.Child("spec");
        FillSpec(spec);
        if (spec["tolerations"] is null)
        {
            spec["tolerations"] = new JsonArray(Toleration("not-ready"), Toleration("unreachable"));
        }

        spec.Default("priority", 0);
        spec.Default("enableServiceLinks", true);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        JsonObject status = value.Child("status");
        status.Default("phase", "Pending");
        status.Default("qosClass", QosClass(spec));
    }

    /// <summary>Fills a pod's spec, also inside a template.</summary>
    public static void FillSpec(JsonObject spec)
    {
        foreach (JsonObject container in spec.Items("initContainers").Concat(spec.Items("containers")))
        {
            FillContainer(container);
        }

        foreach (JsonObject volume in spec.Items("volumes"))
        {
            FillVolume(volume);
        }

        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        if ((string?)spec["serviceAccountName"] is { Length: > 0 } account)
        {
            spec.Default("serviceAccount", account);
        }

        spec.Child("securityContext");
        spec.Default("schedulerName", "default-scheduler");
    }

    private static void FillContainer(JsonObject container)
    {
        foreach (JsonObject port in container.Items("ports"))
        {
            port.Default("protocol", "TCP");
        }

        foreach (JsonObject variable in container.Items("env"))
        {
            (variable["valueFrom"]?["fieldRef"] as JsonObject)?.Default("apiVersion", "v1");
            (variable["valueFrom"]?["resourceFieldRef"] as JsonObject)?.Default("divisor", "0");
        }

        container.Child("resources");
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Default("imagePullPolicy", PullPolicy((string?)container["image"] ?? ""));
        foreach (string probe in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            if (container[probe] is JsonObject present)
            {
                FillProbe(present);
            }
        }
    }

    private static void FillProbe(JsonObject probe)
    {
        (probe["httpGet"] as JsonObject)?.Default("scheme", "HTTP");
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
    }

    private static void FillVolume(JsonObject volume)
    {
        foreach (string source in new[] { "secret", "configMap", "downwardAPI", "projected" })
        {
            (volume[source] as JsonObject)?.Default("defaultMode", ReadableByAll);
        }

        IEnumerable<JsonObject> items = (volume["downwardAPI"] as JsonObject)?.Items("items") ?? [];
        foreach (JsonObject item in items)
        {
            (item["fieldRef"] as JsonObject)?.Default("apiVersion", "v1");
        }
    }

    /// <summary>An image without a tag, or tagged latest, is pulled always.</summary>
    private static string PullPolicy(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return "IfNotPresent";
        }

        string tag = image[(image.LastIndexOf('/') + 1)..];
        int colon = tag.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || tag[(colon + 1)..] == "latest" ? "Always" : "IfNotPresent";
    }

    private static JsonObject Toleration(string condition) => new()
    {
        ["key"] = "node.kubernetes.io/" + condition,
        ["operator"] = "Exists",
        ["effect"] = "NoExecute",
        ["tolerationSeconds"] = EvictionSeconds,
    };

    private static string QosClass(JsonObject spec)
    {
        JsonObject[] resources =
            [.. spec.Items("initContainers").Concat(spec.Items("containers")).Select(container => container.Child("resources"))];
        bool any = resources.Any(resource => resource["requests"] is JsonObject { Count: > 0 } || resource["limits"] is JsonObject { Count: > 0 });
        bool all = resources.All(resource =>
            resource["limits"] is JsonObject limits
            && limits.ContainsKey("cpu")
            && limits.ContainsKey("memory")
            && (resource["requests"] is null || JsonNode.DeepEquals(resource["requests"], limits)));
        return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
    }
}
