using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Which pod is on which node, as far as the watch has told; for spreading pods and for finding those that a node or a Service
/// concerns.
/// </summary>
internal sealed class PlacedPods
{
    private readonly object _gate = new();
    private readonly Dictionary<ObjectKey, (string Node, string Owner)> _pods = [];

    /// <summary>Notes a pod; one without a node as well.</summary>
    public void Note(JsonObject pod) => Note(WorkloadObjects.KeyOf(pod), pod.Text("spec", "nodeName") ?? "", OwnerOf(pod));

    /// <summary>Notes where a pod has just been put.</summary>
    public void Note(ObjectKey key, string node, string owner)
    {
        lock (_gate)
        {
            _pods[key] = (node, owner);
        }
    }

    /// <summary>Forgets a pod.</summary>
    public void Forget(ObjectKey key)
    {
        lock (_gate)
        {
            _pods.Remove(key);
        }
    }

    /// <summary>The uid of what controls a pod; empty for a pod on its own.</summary>
    public static string OwnerOf(JsonObject pod) => WorkloadObjects.ControllerOf(pod).Text("uid") ?? "";

    /// <summary>The pods on a node; those without a node for the empty name.</summary>
    public ObjectKey[] On(string node) => Where(pod => pod.Value.Node == node);

    /// <summary>The pods of a namespace that have a node.</summary>
    public ObjectKey[] In(string namespaceName) => Where(pod => pod.Key.Namespace == namespaceName && pod.Value.Node.Length > 0);

    /// <summary>The number of an owner's pods, and of all, on each node that has any.</summary>
    public Dictionary<string, (int Own, int All)> Count(string owner)
    {
        lock (_gate)
        {
            return _pods.Values.GroupBy(pod => pod.Node, StringComparer.Ordinal).ToDictionary(
                group => group.Key, group => (group.Count(pod => owner.Length > 0 && pod.Owner == owner), group.Count()), StringComparer.Ordinal);
        }
    }

    private ObjectKey[] Where(Func<KeyValuePair<ObjectKey, (string Node, string Owner)>, bool> condition)
    {
        lock (_gate)
        {
            return [.. _pods.Where(condition).Select(pod => pod.Key)];
        }
    }
}
