using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Sandbox.Controllers;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Tests.Workloads;

/// <summary>An embedded cluster whose Deployments become pods: one control plane, one worker with a new kernel, one with an old one.</summary>
internal sealed class SimulatedCluster : IAsyncDisposable
{
    public const string ControlPlane = "control-plane-1";
    public const string NewWorker = "worker-01";
    public const string OldWorker = "worker-02";
    public const string Space = "default";

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _controllers;

    private SimulatedCluster(SandboxCluster sandbox)
    {
        Sandbox = sandbox;
        Api = new KubernetesConnector().Connect(KubeconfigSource.Text(sandbox.KubeconfigFor("admin")), null, new ConnectionSettings()).Api;
        MeshControllerOptions options = new() { Delay = TimeSpan.Zero, SimulateWorkloads = true, Trace = Log.Enqueue };
        _controllers = new MeshControllers().RunAsync(Api, new YamlCodec(), options, _stopping.Token);
    }

    public SandboxCluster Sandbox { get; }

    public IClusterApi Api { get; }

    public System.Collections.Concurrent.ConcurrentQueue<string> Log { get; } = new();

    public static async Task<SimulatedCluster> StartAsync(SandboxClusterOptions? options = null) =>
        new(await SandboxCluster.StartAsync(options ?? new SandboxClusterOptions { NodeCount = 3, OldKernelCount = 1 }));

    public async Task<JsonObject> CreateAsync(ResourceType type, JsonObject body) =>
        (await Api.CreateAsync(type, type.Namespaced ? Space : null, body, new WriteOptions(), CancellationToken.None)).Object;

    public async Task<JsonObject> PatchAsync(ResourceType type, string name, string merge) => (await Api.PatchAsync(
        new ResourceRef(type, name, type.Namespaced ? Space : null), PatchKind.Merge, JsonNode.Parse(merge)!, new WriteOptions(), CancellationToken.None)).Object;

    public Task DeleteAsync(ResourceType type, string name) =>
        Api.DeleteAsync(new ResourceRef(type, name, Space), new WriteOptions(), CancellationToken.None);

    public Task EvictAsync(string pod) => Api.CreateSubresourceAsync(
        new ResourceRef(ResourceType.Pod, pod, Space, "eviction"),
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = pod } },
        new WriteOptions(),
        CancellationToken.None);

    public async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceType type) =>
        (await Api.ListAsync(type, Space, ResourceSelection.All, CancellationToken.None)).Items;

    public Task<IReadOnlyList<JsonObject>> PodsAsync() => ListAsync(ResourceType.Pod);

    /// <summary>The pods once there are so many of them and each is as wanted.</summary>
    public Task<IReadOnlyList<JsonObject>> PodsAsync(int count, Func<JsonObject, bool> each) =>
        UntilAsync(PodsAsync, pods => pods.Count == count && pods.All(each));

    /// <summary>A Deployment once it is as wanted.</summary>
    public Task<JsonObject> DeploymentAsync(string name, Func<JsonObject, bool> condition) => UntilAsync(
        () => Api.GetAsync(new ResourceRef(ResourceType.Deployment, name, Space), CancellationToken.None), condition);

    /// <summary>A Deployment that has rolled out.</summary>
    public Task<JsonObject> RolledOutAsync(string name) => DeploymentAsync(name, IsRolledOut);

    /// <summary>The events about an object of a reason, once there is one.</summary>
    public Task<IReadOnlyList<JsonObject>> EventsAsync(string about, string reason) => UntilAsync(
        async () => (await Api.ListAsync(
            KubernetesTypes.Event,
            Space,
            new ResourceSelection(FieldSelector: $"involvedObject.name={about},reason={reason}"),
            CancellationToken.None)).Items,
        events => events.Count > 0);

    public async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            T current = await read();
            if (condition(current))
            {
                return current;
            }

            Assert.False(limit.IsCancellationRequested, $"It did not come about. The controllers said:\n{string.Join('\n', Log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }
    }

    public static bool IsRolledOut(JsonObject deployment)
    {
        JsonNode? status = deployment["status"];
        long wanted = deployment.Number("spec", "replicas") ?? 1;
        return status.Number("observedGeneration") == deployment.Number("metadata", "generation")
            && (status.Number("updatedReplicas") ?? 0) == wanted
            && (status.Number("replicas") ?? 0) == wanted
            && (status.Number("availableReplicas") ?? 0) == wanted;
    }

    public static bool IsReady(JsonObject pod) => Controllers.SimulatedMesh.Condition(pod, "Ready") == "True";

    public static string? Node(JsonObject pod) => pod.Text("spec", "nodeName");

    public static string? Waiting(JsonObject pod) => pod["status"]?["containerStatuses"]?[0].Text("state", "waiting", "reason");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _controllers;
        Api.Dispose();
        await Sandbox.DisposeAsync();
        _stopping.Dispose();
    }
}
