using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// The last word of a pod's own containers: where the pod and the template both define one (a gateway's <c>istio-proxy</c>), the
/// pod's fields are laid on top of what the template made of it (istio 1.28.10, pkg/kube/inject/webhook.go:509-589,
/// reapplyOverwrittenContainers). Everything else of the pod stays as the template left it.
/// </summary>
internal static class ContainerOverrides
{
    /// <summary>The annotation that keeps a pod's own containers for when it is injected again.</summary>
    public const string OverridesAnnotation = "proxy.istio.io/overrides";

    /// <summary>The image by which a pod says that the template's is to be taken.</summary>
    public const string AutoImage = "auto";

    private const string Containers = "containers";
    private const string InitContainers = "initContainers";

    /// <summary>Lays a pod's own containers on top; no object given is changed.</summary>
    /// <param name="merged">The pod with the templates merged into it, decoded.</param>
    /// <param name="original">The pod before, decoded.</param>
    /// <param name="template">The templates merged into an empty pod, decoded: what they define.</param>
    /// <param name="isTproxy">Whether the proxy's configuration has interception mode TPROXY.</param>
    /// <exception cref="StrategicMergeException">A container cannot be merged.</exception>
    /// <exception cref="PodDecodeException">What was merged, or the annotation, is no pod's.</exception>
    public static JsonObject Reapply(JsonObject merged, JsonObject original, JsonObject template, bool isTproxy)
    {
        JsonObject kept = KeptContainers(Annotation(original, OverridesAnnotation));
        string? status = Annotation(original, InjectedPod.StatusAnnotation);
        JsonObject? injected = status is not null && JsonReading.TryParse(status, out JsonNode? json) ? json as JsonObject : null;
        JsonObject result = merged;
        JsonObject overrides = [];
        foreach (string list in (string[])[Containers, InitContainers])
        {
            JsonArray laid = [];
            foreach (string name in Names(template["spec"]?[list]))
            {
                if (injected is not null && IsInjected(injected, list, name))
                {
                    continue;
                }

                JsonObject? own = Find(kept[list], name) ?? Find(original["spec"]?[Containers], name)
                    ?? (list == InitContainers ? Find(original["spec"]?[InitContainers], name) : null);
                if (own is not null)
                {
                    JsonObject overlay = WithoutAutoImage(own);
                    laid.Add(overlay);
                    JsonObject patch = new() { ["spec"] = new JsonObject { [list] = new JsonArray(overlay.DeepClone()) } };
                    result = PodDecoder.Decode(StrategicMerge.Apply(result, patch, PodType.Pod)).Pod;
                }
            }

            if (laid.Count > 0)
            {
                overrides[list] = laid;
            }
        }

        if (result == merged)
        {
            result = (JsonObject)merged.DeepClone();
        }

        if (status is null && overrides.Count > 0)
        {
            Annotate(result, OverridesAnnotation, GoFormat.Json(overrides));
        }

        InitContainerUser.Adjust(result, original, isTproxy);
        return PodDecoder.Decode(result).Pod;
    }

    /// <summary>A container of a list, by its name.</summary>
    internal static JsonObject? Find(JsonNode? containers, string name)
    {
        JsonArray? items = containers as JsonArray;
        for (int index = 0; index < items?.Count; index++)
        {
            if (items[index] is JsonObject container && (string?)container["name"] == name)
            {
                return container;
            }
        }

        return null;
    }

    /// <summary>A pod's annotation, or null.</summary>
    internal static string? Annotation(JsonObject pod, string name) => (string?)pod["metadata"]?["annotations"]?[name];

    private static List<string> Names(JsonNode? containers)
    {
        List<string> names = [];
        JsonArray? items = containers as JsonArray;
        for (int index = 0; index < items?.Count; index++)
        {
            if (items[index] is JsonObject container)
            {
                names.Add((string?)container["name"] ?? "");
            }
        }

        return names;
    }

    private static bool IsInjected(JsonObject status, string list, string name)
    {
        foreach (JsonNode? item in status[list] as JsonArray ?? [])
        {
            if (item is JsonValue value && value.TryGetValue(out string? text) && text == name)
            {
                return true;
            }
        }

        return false;
    }

    private static JsonObject KeptContainers(string? annotation)
    {
        return annotation is null ? [] : ReadContainers(annotation);
    }

    private static JsonObject ReadContainers(string annotation)
    {
        if (!JsonReading.TryParse(annotation, out JsonNode? json) || json is not (null or JsonObject))
        {
            throw new PodDecodeException($"the annotation {OverridesAnnotation} is no JSON object");
        }

        JsonObject pod = new()
        {
            ["spec"] = new JsonObject
            {
                [Containers] = json?[Containers]?.DeepClone(),
                [InitContainers] = json?[InitContainers]?.DeepClone(),
            },
        };
        return (JsonObject)PodDecoder.Decode(pod).Pod["spec"]!;
    }

    private static JsonObject WithoutAutoImage(JsonObject container)
    {
        JsonObject overlay = (JsonObject)container.DeepClone();
        if ((string?)overlay["image"] == AutoImage)
        {
            overlay.Remove("image");
        }

        return overlay;
    }

    private static void Annotate(JsonObject pod, string name, string value)
    {
        if (pod["metadata"] is not JsonObject metadata)
        {
            pod["metadata"] = metadata = [];
        }

        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations[name] = value;
    }
}
