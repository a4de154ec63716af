using System.Collections;
using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Nodes;

/// <summary>Reads nodes from what <c>ConvertFrom-Json</c> makes of kubectl's output: a list, a node, or the items of a list.</summary>
internal static class NodeObjects
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    /// <summary>The nodes in an object.</summary>
    /// <exception cref="RecordException">The object is no node and no list of nodes.</exception>
    public static IEnumerable<NodeRecord> Read(PSObject input)
    {
        if (Get(input, "items") is IEnumerable items)
        {
            return items.Cast<object?>().OfType<object>().Select(item => ReadNode(PSObject.AsPSObject(item)));
        }

        return [ReadNode(input)];
    }

    private static NodeRecord ReadNode(PSObject node)
    {
        string? kind = Get(node, "kind") as string;
        if (Get(node, "metadata", "name") is not string name || kind is not (null or "Node"))
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.InvalidNodeList,
                ErrorCategory.InvalidData,
                node,
                Messages.Get(ErrorId.InvalidNodeList, Messages.Get("PipedObject"), Messages.Get("NotANode", kind ?? node.BaseObject.GetType().Name))));
        }

        return new NodeRecord
        {
            Name = name,
            KernelVersion = Text(node, "kernelVersion") ?? "",
            OSImage = Text(node, "osImage"),
            OperatingSystem = Text(node, "operatingSystem"),
            Architecture = Text(node, "architecture"),
            KubeletVersion = Text(node, "kubeletVersion"),
            ContainerRuntime = Text(node, "containerRuntimeVersion"),
            Roles = [.. Roles(node)],
            Status = Status(node),
        };
    }

    private static string? Text(PSObject node, string field) => Get(node, "status", "nodeInfo", field) as string;

    private static IEnumerable<string> Roles(PSObject node) =>
        Get(node, "metadata", "labels") is { } labels
            ? PSObject.AsPSObject(labels).Properties.Select(p => p.Name)
                .Where(label => label.StartsWith(RolePrefix, StringComparison.Ordinal) && label.Length > RolePrefix.Length)
                .Select(label => label[RolePrefix.Length..])
                .Order(StringComparer.Ordinal)
            : [];

    private static string Status(PSObject node)
    {
        object? ready = (Get(node, "status", "conditions") as IEnumerable)?.Cast<object?>().OfType<object>()
            .FirstOrDefault(condition => Get(PSObject.AsPSObject(condition), "type") as string == "Ready");
        string text = ready is null ? "Unknown"
            : Get(PSObject.AsPSObject(ready), "status") as string == "True" ? "Ready"
            : "NotReady";
        return Get(node, "spec", "unschedulable") is true ? text + ",SchedulingDisabled" : text;
    }

    private static object? Get(PSObject from, params string[] path)
    {
        object? value = from;
        foreach (string name in path)
        {
            value = value is null ? null : PSObject.AsPSObject(value).Properties[name]?.Value;
        }

        return value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
    }
}
