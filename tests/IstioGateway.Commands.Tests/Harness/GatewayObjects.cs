using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>
/// Deployments, pods and events of gateways, as they stand in a cluster after the controllers, istiod and kubelets have done
/// their part; the tests put them there themselves.
/// </summary>
internal static class GatewayObjects
{
    public const string Place = "edge";

    public const string SandboxFailure =
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container: open /proc/sys/net/ipv4/ip_unprivileged_port_start: no such file or directory: unknown";

    private const string Running = """{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}""";

    private const string Creating =
        """{"phase":"Pending","conditions":[{"type":"Ready","status":"False"}],"containerStatuses":[{"name":"istio-proxy","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"waiting":{"reason":"ContainerCreating"}}}]}""";

    private const string Sysctls = """[{"name":"net.ipv4.ip_unprivileged_port_start","value":"0"}]""";

    /// <summary>Makes a namespace that is not there yet.</summary>
    public static Task NamespaceAsync(TestCluster cluster, string name = Place) => cluster.Api.CreateAsync(
        ResourceType.Namespace,
        null,
        new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } },
        new WriteOptions(),
        CancellationToken.None);

    /// <summary>Makes a gateway's Deployment; see <see cref="Deployment"/>.</summary>
    public static Task DeployAsync(TestCluster cluster, string name, bool sysctl, string place = Place) => cluster.Api.CreateAsync(
        ResourceType.Deployment, place, Deployment(name, sysctl, place), new WriteOptions(), CancellationToken.None);

    /// <summary>
    /// A gateway's Deployment. Its pods do not ask for injection: what istiod would make of them already stands in it, so that a
    /// dry run shows it.
    /// </summary>
    public static JsonObject Deployment(string name, bool sysctl, string place = Place) => Read(
        $$"""
        {
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "{{name}}", "namespace": "{{place}}" },
          "spec": {
            "selector": { "matchLabels": { "istio": "{{name}}" } },
            "template": {
              "metadata": {
                "labels": { "istio": "{{name}}" },
                "annotations": { "inject.istio.io/templates": "gateway", "sidecar.istio.io/status": "{}" }
              },
              "spec": {
                "securityContext": { "sysctls": {{(sysctl ? Sysctls : "[]")}} },
                "containers": [ { "name": "istio-proxy", "image": "istio/proxyv2:1.26.2", "args": [ "proxy", "router" ] } ]
              }
            }
          }
        }
        """);

    /// <summary>Makes a pod of it on a node, with its status; see <see cref="Pod"/>.</summary>
    public static async Task<JsonObject> PodAsync(
        TestCluster cluster, string deployment, string name, string node, bool sysctl, bool ready, string place = Place, string changes = "{}")
    {
        JsonObject pod = MergePatch.Apply(Pod(deployment, name, node, sysctl, ready, place), JsonNode.Parse(changes)!)!.AsObject();
        JsonObject status = new() { ["status"] = pod["status"]!.DeepClone() };
        pod.Remove("status");
        await cluster.Api.CreateAsync(ResourceType.Pod, place, pod, new WriteOptions(), CancellationToken.None);
        WriteResult made = await cluster.Api.PatchAsync(
            new ResourceRef(ResourceType.Pod, name, place, "status"), PatchKind.Merge, status, new WriteOptions(), CancellationToken.None);
        return made.Object;
    }

    /// <summary>A pod of a Deployment on a node, with its status; one that is not ready hangs in ContainerCreating.</summary>
    public static JsonObject Pod(string deployment, string name, string node, bool sysctl, bool ready, string place = Place) => Read(
        $$"""
        {
          "apiVersion": "v1", "kind": "Pod",
          "metadata": {
            "name": "{{name}}", "generateName": "{{deployment}}-6c-", "namespace": "{{place}}",
            "labels": { "istio": "{{deployment}}", "pod-template-hash": "6c" },
            "annotations": {
              "inject.istio.io/templates": "gateway", "istio.io/rev": "default", "sidecar.istio.io/status": "{\"revision\":\"default\"}"
            },
            "ownerReferences": [
              { "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "{{deployment}}-6c", "uid": "7c1e3f1a-0000-4000-8000-000000000000", "controller": true }
            ]
          },
          "spec": {
            "nodeName": "{{node}}",
            "securityContext": { "sysctls": {{(sysctl ? Sysctls : "[]")}} },
            "containers": [ { "name": "istio-proxy", "image": "istio/proxyv2:1.26.2", "args": [ "proxy", "router" ] } ]
          },
          "status": {{(ready ? Running : Creating)}}
        }
        """);

    /// <summary>Makes the event that kubelet writes about a pod whose sandbox cannot be made.</summary>
    public static Task SandboxFailedAsync(TestCluster cluster, JsonObject pod) => CreateAsync(
        cluster,
        ResourceType.Event,
        Place,
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = $"{pod["metadata"]!["name"]}.17a", ["namespace"] = Place },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["namespace"] = Place,
                ["name"] = pod["metadata"]!["name"]!.DeepClone(),
                ["uid"] = pod["metadata"]!["uid"]!.DeepClone(),
            },
            ["type"] = "Warning",
            ["reason"] = "FailedCreatePodSandBox",
            ["message"] = SandboxFailure,
            ["firstTimestamp"] = "2026-11-01T00:00:00Z",
            ["lastTimestamp"] = "2026-11-01T00:00:00Z",
            ["count"] = 7,
        }.ToJsonString());

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();

    private static Task<WriteResult> CreateAsync(TestCluster cluster, ResourceType type, string place, string json) => cluster.Api.CreateAsync(
        type, place, JsonNode.Parse(json)!.AsObject(), new WriteOptions(), CancellationToken.None);
}
