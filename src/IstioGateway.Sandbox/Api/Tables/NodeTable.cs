using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Tables;

/// <summary>The columns of nodes. Source: kubernetes pkg/printers/internalversion/printers.go, printNode; descriptions as recorded.</summary>
internal static class NodeTable
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";
    private const string None = "<none>";

    private const string Addresses =
        "List of addresses reachable to the node. Queried from cloud provider, if available. More info: "
        + "https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge "
        + "key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a "
        + "full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change "
        + "during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that "
        + "inherit a Node's address in its own status or consumers of the downward API (status.hostIP).";

    /// <summary>Makes the layout.</summary>
    /// <param name="plainKernel">Whether the kernel column leaves out the architecture, as servers before 1.35 do.</param>
    public static TableLayout Make(bool plainKernel) => new(
        [
            GenericTable.NameColumn,
            new("Status", "string", "", "The status of the node", 0),
            new("Roles", "string", "", "The roles of the node", 0),
            new("Age", "string", "", GenericTable.AgeDescription, 0),
            new("Version", "string", "", "Kubelet Version reported by the node.", 0),
            new("Internal-IP", "string", "", Addresses, 1),
            new("External-IP", "string", "", Addresses, 1),
            new("OS-Image", "string", "", "OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).", 1),
            new("Kernel-Version", "string", "", "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).", 1),
            new(
                "Container-Runtime",
                "string",
                "",
                "ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).",
                1),
        ],
        node => Cells(node, plainKernel));

    private static JsonNode?[] Cells(JsonObject node, bool plainKernel)
    {
        JsonNode? info = GenericTable.At(node, "status.nodeInfo");
        string kernel = Known((string?)info?["kernelVersion"]);
        return
        [
            GenericTable.Text(node, "metadata.name"),
            Status(node),
            Roles(node),
            TableLayout.Age,
            (string?)info?["kubeletVersion"] ?? "",
            Address(node, "InternalIP"),
            Address(node, "ExternalIP"),
            Known((string?)info?["osImage"]),
            plainKernel ? kernel : $"{kernel} ({Known((string?)info?["architecture"])})",
            Known((string?)info?["containerRuntimeVersion"]),
        ];
    }

    private static string Known(string? text) => string.IsNullOrEmpty(text) ? "<unknown>" : text;

    private static string Status(JsonObject node)
    {
        JsonNode? ready = (GenericTable.At(node, "status.conditions") as JsonArray)?
            .FirstOrDefault(condition => (string?)condition?["type"] == "Ready");
        string status = ready is null ? "Unknown" : (string?)ready["status"] == "True" ? "Ready" : "NotReady";
        return (bool?)GenericTable.At(node, "spec.unschedulable") == true ? status + ",SchedulingDisabled" : status;
    }

    private static string Roles(JsonObject node)
    {
        SortedSet<string> roles = new(StringComparer.Ordinal);
        foreach ((string label, JsonNode? value) in GenericTable.At(node, "metadata.labels") as JsonObject ?? [])
        {
            if (label.StartsWith(RolePrefix, StringComparison.Ordinal) && label.Length > RolePrefix.Length)
            {
                roles.Add(label[RolePrefix.Length..]);
            }
            else if (label == RoleLabel && (string?)value is { Length: > 0 } role)
            {
                roles.Add(role);
            }
        }

        return roles.Count == 0 ? None : string.Join(",", roles);
    }

    private static string Address(JsonObject node, string type) =>
        (string?)(GenericTable.At(node, "status.addresses") as JsonArray)?
            .FirstOrDefault(address => (string?)address?["type"] == type)?["address"] ?? None;
}
