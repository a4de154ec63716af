using System.Globalization;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Seeding;

/// <summary>Makes nodes as a mixed fleet would report them.</summary>
internal static class MadeUpNodes
{
    private static readonly (string Kernel, string Image)[] Old =
    [
        ("3.10.0-1160.118.1.el7.x86_64", "CentOS Linux 7 (Core)"),
        ("4.4.0-210-generic", "Ubuntu 16.04.7 LTS"),
        ("3.10.0-957.el7.x86_64", "Red Hat Enterprise Linux Server 7.6 (Maipo)"),
    ];

    private static readonly (string Kernel, string Image)[] New =
    [
        ("5.14.0-427.el9.x86_64", "Rocky Linux 9.4 (Blue Onyx)"),
        ("5.15.0-119-generic", "Ubuntu 22.04.5 LTS"),
        ("5.4.17-2136.330.7.1.el8uek.x86_64", "Oracle Linux Server 8.9"),
        ("6.6.31+", "Container-Optimized OS from Google"),
        ("4.18.0-553.el8_10.x86_64", "Red Hat Enterprise Linux 8.10 (Ootpa)"),
        ("6.8.0-45-generic", "Ubuntu 24.04.1 LTS"),
    ];

    /// <summary>Makes a fleet; the old kernels are spread among the workers.</summary>
    /// <param name="count">Nodes.</param>
    /// <param name="oldCount">Nodes whose kernel is older than 4.11.</param>
    /// <param name="images">Container images each node lists.</param>
    /// <param name="now">Present time.</param>
    public static IEnumerable<JsonObject> Make(int count, int oldCount, int images, DateTimeOffset now)
    {
        int controlPlanes = count >= 10 ? 3 : count > 1 ? 1 : 0;
        int width = Math.Max(2, count.ToString(CultureInfo.InvariantCulture).Length);
        for (int i = 0; i < count; i++)
        {
            // The last nodes are old, so that a control plane is old only where every worker is.
            bool old = i >= count - oldCount;
            bool controlPlane = i < controlPlanes;
            string name = controlPlane
                ? $"control-plane-{i + 1}"
                : "worker-" + (i - controlPlanes + 1).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
            (string kernel, string image) = old ? Old[(count - 1 - i) % Old.Length] : New[i % New.Length];
            yield return MakeNode(i, name, controlPlane, kernel, image, images, now);
        }
    }

    private static JsonObject MakeNode(
        int index, string name, bool controlPlane, string kernel, string image, int images, DateTimeOffset now)
    {
        string id = (index + 1).ToString("x32", CultureInfo.InvariantCulture);
        string address = $"10.{1 + (index / 65025)}.{index / 255 % 255}.{1 + (index % 255)}";
        JsonObject spec = new() { ["podCIDR"] = $"10.{128 + (index / 256 % 128)}.{index % 256}.0/24" };
        if (controlPlane)
        {
            spec["taints"] = new JsonArray(new JsonObject { ["key"] = "node-role.kubernetes.io/control-plane", ["effect"] = "NoSchedule" });
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["creationTimestamp"] = Text(now.AddDays(-37)),
                ["labels"] = new JsonObject
                {
                    ["kubernetes.io/arch"] = "amd64",
                    ["kubernetes.io/hostname"] = name,
                    ["kubernetes.io/os"] = "linux",
                    [controlPlane ? "node-role.kubernetes.io/control-plane" : "node-role.kubernetes.io/worker"] = "",
                },
            },
            ["spec"] = spec,
            ["status"] = new JsonObject
            {
                ["capacity"] = Resources(),
                ["allocatable"] = Resources(),
                ["conditions"] = Conditions(now),
                ["addresses"] = new JsonArray(
                    new JsonObject { ["type"] = "InternalIP", ["address"] = address },
                    new JsonObject { ["type"] = "Hostname", ["address"] = name }),
                ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = 10250 } },
                ["nodeInfo"] = new JsonObject
                {
                    ["machineID"] = id,
                    ["systemUUID"] = id,
                    ["bootID"] = id,
                    ["kernelVersion"] = kernel,
                    ["osImage"] = image,
                    ["containerRuntimeVersion"] = "containerd://1.7.22",
                    ["kubeletVersion"] = "v1.28.13",
                    ["kubeProxyVersion"] = "v1.28.13",
                    ["operatingSystem"] = "linux",
                    ["architecture"] = "amd64",
                },
                ["images"] = new JsonArray([.. Enumerable.Range(0, images).Select(MakeImage)]),
            },
        };
    }

    private static JsonObject Resources() => new() { ["cpu"] = "4", ["memory"] = "16Gi", ["pods"] = "110" };

    private static JsonArray Conditions(DateTimeOffset now) => new(
        Condition(now, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        Condition(now, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        Condition(now, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        Condition(now, "Ready", "True", "KubeletReady", "kubelet is posting ready status"));

    private static JsonObject Condition(DateTimeOffset now, string type, string status, string reason, string message) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["lastHeartbeatTime"] = Text(now.AddSeconds(-20)),
        ["lastTransitionTime"] = Text(now.AddDays(-37)),
        ["reason"] = reason,
        ["message"] = message,
    };

    private static JsonObject MakeImage(int index)
    {
        string digest = (index + 1).ToString("x64", CultureInfo.InvariantCulture);
        string repository = $"registry.example.com/platform/team-{index % 7}/component-{index:000}";
        return new JsonObject
        {
            ["names"] = new JsonArray($"{repository}@sha256:{digest}", $"{repository}:v1.{index}.0"),
            ["sizeBytes"] = 20_000_000L + (index * 1_000_003L),
        };
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
