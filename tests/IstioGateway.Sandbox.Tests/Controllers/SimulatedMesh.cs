using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Patches;
using IstioGateway.Sandbox.Controllers;

namespace IstioGateway.Sandbox.Tests.Controllers;

/// <summary>An embedded cluster with the controllers running as clients of its API.</summary>
internal sealed class SimulatedMesh : IAsyncDisposable
{
    private readonly SandboxCluster _cluster;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _controllers;

    private SimulatedMesh(SandboxCluster cluster, TimeSpan delay)
    {
        _cluster = cluster;
        Api = new KubernetesConnector().Connect(KubeconfigSource.Text(cluster.KubeconfigFor("admin")), null, new ConnectionSettings()).Api;
        MeshControllerOptions pace = new() { Delay = delay, Trace = Log.Enqueue };
        _controllers = new MeshControllers(cluster.Network).RunAsync(Api, new YamlCodec(), pace, _stopping.Token);
    }

    public SandboxCluster Cluster => _cluster;

    public IClusterApi Api { get; }

    /// <summary>What the controllers and istiods said.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public static async Task<SimulatedMesh> StartAsync(TimeSpan? delay = null, string name = "default", string strategy = "InPlace")
    {
        SandboxCluster cluster = await SandboxCluster.StartAsync(new SandboxClusterOptions
        {
            NodeCount = 0,
            OldKernelCount = 0,
            IstioResource = $"""
                apiVersion: sailoperator.io/v1
                kind: Istio
                metadata:
                  name: {name}
                spec:
                  namespace: istio-system
                  version: v1.28.6
                  updateStrategy:
                    type: {strategy}
                """,
        });
        SimulatedMesh mesh = new(cluster, delay ?? TimeSpan.FromMilliseconds(2));
        await mesh.UntilAsync(new ResourceRef(ResourceType.Istio, name), istio => Text(istio, "status", "state") == "Healthy");
        return mesh;
    }

    public static string? Text(JsonNode? node, params string[] path)
    {
        foreach (string name in path)
        {
            node = node?[name];
        }

        return node?.GetValue<string>();
    }

    /// <summary>The status of a condition: True, False, Unknown; <see langword="null"/> when it is not there.</summary>
    public static string? Condition(JsonObject resource, string type) => (resource["status"]?["conditions"] as JsonArray)?
        .FirstOrDefault(c => Text(c, "type") == type) is { } condition ? Text(condition, "status") : null;

    public static long ObservedGeneration(JsonObject resource) => resource["status"]?["observedGeneration"]?.GetValue<long>() ?? 0;

    public Task<JsonObject> IstioAsync(string name = "default") =>
        Api.GetAsync(new ResourceRef(ResourceType.Istio, name), CancellationToken.None);

    public Task PatchAsync(JsonObject mergePatch) => Api.PatchAsync(
        new ResourceRef(ResourceType.Istio, "default"), PatchKind.Merge, mergePatch, new WriteOptions(), CancellationToken.None);

    public Task FailAsync(string? failure) => PatchAsync(
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [SimulatedFailures.Annotation] = failure } } });

    public Task SetTemplateAsync(string text) => PatchAsync(GatewayTemplatePatchBody.For("gateway", text));

    public Task LabelNamespaceAsync(string name, string label, string? value) => Api.PatchAsync(
        new ResourceRef(ResourceType.Namespace, name),
        PatchKind.Merge,
        new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [label] = value } } },
        new WriteOptions(),
        CancellationToken.None);

    /// <summary>The template that istiod would read.</summary>
    public async Task<string?> InForceAsync(string configMap = "istio-sidecar-injector")
    {
        JsonObject map = await Api.GetAsync(new ResourceRef(ResourceType.ConfigMap, configMap, "istio-system"), CancellationToken.None);
        return Text(new YamlCodec().Read(Text(map, "data", "config")!), "templates", "gateway");
    }

    public async Task<JsonObject> UntilAsync(ResourceRef resource, Func<JsonObject, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            JsonObject current = await Api.GetAsync(resource, limit.Token);
            if (condition(current))
            {
                return current;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
        }
    }

    public async Task UntilGoneAsync(ResourceRef resource)
    {
        ClusterException gone = await Assert.ThrowsAsync<ClusterException>(() => UntilAsync(resource, _ => false));
        Assert.Equal(ClusterErrorKind.ResourceNotFound, gone.Kind);
    }

    public Task<JsonObject> UntilAsync(Func<JsonObject, bool> condition) =>
        UntilAsync(new ResourceRef(ResourceType.Istio, "default"), condition);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _controllers;
        Api.Dispose();
        await _cluster.DisposeAsync();
        _stopping.Dispose();
    }
}
