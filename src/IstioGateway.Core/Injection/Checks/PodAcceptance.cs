using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// What the API server would refuse about a pod, as far as a template can get it wrong (Kubernetes, pkg/apis/core/validation,
/// <c>ValidatePodSpec</c>): names, images, and volumes that are not there. Types are checked where the pod is decoded.
/// </summary>
internal static class PodAcceptance
{
    /// <summary>The problems, in the API server's words where it has some.</summary>
    public static IEnumerable<string> Problems(JsonObject pod)
    {
        JsonObject spec = pod["spec"] as JsonObject ?? [];
        HashSet<string> volumes = new(StringComparer.Ordinal);
        foreach ((JsonObject volume, string path) in Items(spec, "volumes", "spec"))
        {
            string name = volume.Text("name") ?? "";
            if (name.Length == 0)
            {
                yield return $"{path}.name: Required value";
            }
            else if (!volumes.Add(name))
            {
                yield return $"{path}.name: Duplicate value: \"{name}\"";
            }

            foreach (string problem in VolumeProblems(volume, path))
            {
                yield return problem;
            }
        }

        HashSet<string> containers = new(StringComparer.Ordinal);
        foreach ((JsonObject container, string path) in Items(spec, "containers", "spec").Concat(Items(spec, "initContainers", "spec")))
        {
            string name = container.Text("name") ?? "";
            if (name.Length == 0)
            {
                yield return $"{path}.name: Required value";
            }
            else if (!containers.Add(name))
            {
                yield return $"{path}.name: Duplicate value: \"{name}\"";
            }

            foreach (string problem in ContainerProblems(container, path, volumes))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> VolumeProblems(JsonObject volume, string path)
    {
        int sources = volume.ContainsKey("name") ? volume.Count - 1 : volume.Count;
        if (sources > 1)
        {
            yield return $"{path}: Forbidden: may not specify more than 1 volume type";
        }

        foreach ((JsonObject source, string below) in Items(volume["projected"] as JsonObject ?? [], "sources", $"{path}.projected"))
        {
            if (source.Count == 0)
            {
                yield return $"{below}: Required value: a projected volume's source must name what it projects";
            }
        }
    }

    private static IEnumerable<string> ContainerProblems(JsonObject container, string path, HashSet<string> volumes)
    {
        if (string.IsNullOrEmpty(container.Text("image")))
        {
            yield return $"{path}.image: Required value";
        }

        HashSet<string> mountPaths = new(StringComparer.Ordinal);
        foreach ((JsonObject mount, string below) in Items(container, "volumeMounts", path))
        {
            string name = mount.Text("name") ?? "";
            if (!volumes.Contains(name))
            {
                yield return $"{below}.name: Not found: \"{name}\"";
            }

            string at = mount.Text("mountPath") ?? "";
            if (at.Length == 0)
            {
                yield return $"{below}.mountPath: Required value";
            }
            else if (!mountPaths.Add(at))
            {
                yield return $"{below}.mountPath: Invalid value: \"{at}\": must be unique";
            }
        }

        foreach ((JsonObject variable, string below) in Items(container, "env", path))
        {
            if (string.IsNullOrEmpty(variable.Text("name")))
            {
                yield return $"{below}.name: Required value";
            }
        }

        foreach ((JsonObject port, string below) in Items(container, "ports", path))
        {
            if (port.Number("containerPort") is not (>= 1 and <= 65535))
            {
                yield return $"{below}.containerPort: Invalid value: must be between 1 and 65535, inclusive";
            }
        }
    }

    private static IEnumerable<Item> Items(JsonObject owner, string list, string path) =>
        (owner[list] as JsonArray ?? []).OfType<JsonObject>()
            .Select((item, index) => new Item(item, FormattableString.Invariant($"{path}.{list}[{index}]")));

    private sealed record Item(JsonObject Json, string Path);
}
