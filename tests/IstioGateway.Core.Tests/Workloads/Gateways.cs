using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Patches;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Workloads;

/// <summary>A cluster with gateways in it, made of the usual Deployment and pod and what a test changes about them.</summary>
internal sealed class Gateways
{
    public const string Place = "edge";
    public const string Sysctl = """{"sysctls":[{"name":"net.ipv4.ip_unprivileged_port_start","value":"0"}]}""";

    public const string SandboxFailure =
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container: open /proc/sys/net/ipv4/ip_unprivileged_port_start: no such file or directory: unknown";

    public Gateways()
    {
        Api.Nodes.Add(new NodeRecord { Name = "old", KernelVersion = "3.10.0-1160.el7.x86_64", OperatingSystem = "linux" });
        Api.Nodes.Add(new NodeRecord { Name = "new", KernelVersion = "5.14.0-427.el9.x86_64", OperatingSystem = "linux" });
        Put(ResourceType.Namespace, "", Place, """{"metadata":{"name":"edge","labels":{}}}""");
    }

    public FakeClusterApi Api { get; } = new();

    /// <summary>The Deployment of a gateway; changes are a merge patch.</summary>
    public Gateways Deployment(string name = "gw", string changes = "{}") => Put(
        ResourceType.Deployment,
        Place,
        name,
        """
        {
          "metadata": { "name": "NAME", "namespace": "edge" },
          "spec": {
            "replicas": 1,
            "selector": { "matchLabels": { "istio": "NAME" } },
            "template": {
              "metadata": {
                "labels": { "istio": "NAME", "sidecar.istio.io/inject": "true" },
                "annotations": { "inject.istio.io/templates": "gateway" }
              },
              "spec": { "containers": [ { "name": "istio-proxy", "image": "auto" } ] }
            }
          }
        }
        """.Replace("NAME", name, StringComparison.Ordinal),
        changes);

    /// <summary>A pod of it as istiod injects it, Running and Ready on the new node; changes are a merge patch.</summary>
    public Gateways Pod(string name = "gw-6c-a", params string[] changes) => Put(
        ResourceType.Pod,
        Place,
        name,
        """
        {
          "metadata": {
            "name": "NAME", "generateName": "gw-6c-", "namespace": "edge", "uid": "uid-NAME",
            "labels": { "istio": "gw", "sidecar.istio.io/inject": "true", "pod-template-hash": "6c" },
            "annotations": {
              "inject.istio.io/templates": "gateway",
              "istio.io/rev": "default",
              "sidecar.istio.io/status": "{\"containers\":[\"istio-proxy\"],\"revision\":\"default\"}"
            },
            "ownerReferences": [ { "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "gw-6c", "uid": "rs", "controller": true } ]
          },
          "spec": {
            "nodeName": "new",
            "securityContext": { "sysctls": [ { "name": "net.ipv4.ip_unprivileged_port_start", "value": "0" } ] },
            "containers": [ { "name": "istio-proxy", "image": "istio/proxyv2:1.26.2", "args": [ "proxy", "router" ],
              "securityContext": { "runAsUser": 1337, "runAsGroup": 1337 } } ]
          },
          "status": { "phase": "Running", "conditions": [ { "type": "Ready", "status": "True" } ] }
        }
        """.Replace("NAME", name, StringComparison.Ordinal),
        changes);

    /// <summary>The pod as it hangs on the old node.</summary>
    public Gateways StuckPod(string name = "gw-6c-a", string changes = "{}") => Pod(
        name,
        """
            {
              "spec": { "nodeName": "old" },
              "status": {
                "phase": "Pending",
                "conditions": [ { "type": "PodScheduled", "status": "True" }, { "type": "Ready", "status": "False" } ],
                "containerStatuses": [ { "name": "istio-proxy", "state": { "waiting": { "reason": "ContainerCreating" } } } ]
              }
            }
            """,
        changes);

    /// <summary>An event about a pod.</summary>
    public Gateways Warning(string pod, string reason, string message, string time = "2026-11-01T00:00:00Z", string? uid = null) => Put(
        ResourceType.Event,
        Place,
        $"{pod}.{reason}.{time}",
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{pod}.{reason}.{time}", ["namespace"] = Place },
            ["involvedObject"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = Place, ["name"] = pod, ["uid"] = uid ?? $"uid-{pod}" },
            ["type"] = "Warning",
            ["reason"] = reason,
            ["message"] = message,
            ["lastTimestamp"] = time,
        }.ToJsonString());

    /// <summary>What the webhook makes of a pod in a dry run: injected, with this securityContext.</summary>
    public Gateways Webhook(string securityContext)
    {
        Api.Answer = made =>
        {
            if (made.Object["kind"]?.GetValue<string>() == "Pod")
            {
                made.Object["metadata"]!["annotations"]!["sidecar.istio.io/status"] = "{}";
                made.Object["spec"]!["containers"]![0]!["image"] = "istio/proxyv2:1.26.2";
                made.Object["spec"]!["securityContext"] = JsonNode.Parse(securityContext);
            }

            return made;
        };
        return this;
    }

    /// <summary>Lets a call fail.</summary>
    public Gateways Failing(string request, ClusterException failure)
    {
        Func<FakeRequest, CancellationToken, Task>? before = Api.Before;
        Api.Before = (seen, token) => $"{seen}".StartsWith(request, StringComparison.Ordinal)
            ? throw failure
            : before?.Invoke(seen, token) ?? Task.CompletedTask;
        return this;
    }

    public Gateways Put(ResourceType type, string place, string name, string json, params string[] changes)
    {
        Api.Put(new ResourceRef(type, name, place.Length == 0 ? null : place), changes.Aggregate(JsonNode.Parse(json), (item, change) => MergePatch.Apply(item, JsonNode.Parse(change)!))!.AsObject());
        return this;
    }
}
