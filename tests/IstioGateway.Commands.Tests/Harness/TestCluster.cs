using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Controllers;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>
/// A cluster for a test: an embedded one of its own, or the API server that <c>GATEWAYPS_TEST_KUBECONFIG</c> names, in which
/// the test's nodes and resources are created and removed again. The simulated controllers run as clients of either.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    // A server that is not ours is one, and its Istio resource is named "default" for every test.
    private static readonly SemaphoreSlim ExternalTurn = new(1, 1);

    private readonly TestClusterOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<string> _nodes = [];
    private readonly string _folder;
    private SandboxCluster? _sandbox;
    private Task _controllers = Task.CompletedTask;

    private TestCluster(TestClusterOptions options)
    {
        _options = options;
        _folder = Directory.CreateTempSubdirectory("istiogateway-test-").FullName;
    }

    /// <summary>Whether the cluster is a real API server and not ours.</summary>
    public static bool IsExternal => ExternalKubeconfig is not null;

    /// <summary>The administrator's connection.</summary>
    public IClusterApi Api { get; private set; } = null!;

    /// <summary>A kubeconfig file whose current context is the administrator's.</summary>
    public string Kubeconfig { get; private set; } = null!;

    /// <summary>The embedded cluster; skips the test where the cluster is another.</summary>
    public SandboxCluster Sandbox
    {
        get
        {
            Assert.SkipWhen(_sandbox is null, "Only the embedded cluster can do this: faults, users with chosen rights, request logs.");
            return _sandbox!;
        }
    }

    private static string? ExternalKubeconfig =>
        Environment.GetEnvironmentVariable("GATEWAYPS_TEST_KUBECONFIG") is { Length: > 0 } path ? path : null;

    /// <summary>Starts a cluster.</summary>
    public static async Task<TestCluster> StartAsync(TestClusterOptions? options = null)
    {
        TestCluster cluster = new(options ?? new TestClusterOptions());
        if (IsExternal)
        {
            await ExternalTurn.WaitAsync(TestContext.Current.CancellationToken);
        }

        await (IsExternal ? cluster.UseExternalAsync() : cluster.UseSandboxAsync());
        if (cluster._options.RunControllers)
        {
            MeshControllerOptions pace = new() { Delay = cluster._options.ControllerDelay, SimulateWorkloads = !IsExternal };
            cluster._controllers = new MeshControllers(cluster._sandbox?.Network).RunAsync(cluster.Api, new YamlCodec(), pace, cluster._stopping.Token);
            await cluster.WaitAsync(istio => istio["status"]?["state"]?.GetValue<string>() == "Healthy");
        }

        return cluster;
    }

    /// <summary>A file in the test's own folder.</summary>
    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>A kubeconfig file of another user of the embedded cluster.</summary>
    public string KubeconfigFor(string user)
    {
        string path = File($"kubeconfig-{user}");
        System.IO.File.WriteAllText(path, Sandbox.KubeconfigFor(user, secure: false));
        return path;
    }

    /// <summary>A kubeconfig file of the administrator over TLS; kubectl sends tokens over nothing else.</summary>
    public string SecureKubeconfig()
    {
        string path = File("kubeconfig-tls");
        System.IO.File.WriteAllText(path, Sandbox.KubeconfigFor("admin", secure: true));
        return path;
    }

    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public string IstioName => _options.Istio?["metadata"]!["name"]!.GetValue<string>() ?? "default";

    /// <summary>The <c>Istio</c> resource as it is.</summary>
    public Task<JsonObject> IstioAsync() => Api.GetAsync(new ResourceRef(ResourceType.Istio, IstioName), CancellationToken.None);

    /// <summary>The text of an override in the <c>Istio</c> resource.</summary>
    public async Task<string?> OverrideAsync(string name = "gateway") =>
        (await IstioAsync())["spec"]?["values"]?["sidecarInjectorWebhook"]?["templates"]?[name]?.GetValue<string>();

    /// <summary>Changes the <c>Istio</c> resource as someone else would.</summary>
    public Task PatchIstioAsync(string mergePatch, string fieldManager = "someone-else") => Api.PatchAsync(
        new ResourceRef(ResourceType.Istio, IstioName),
        PatchKind.Merge,
        JsonNode.Parse(mergePatch)!,
        new WriteOptions { FieldManager = fieldManager },
        CancellationToken.None);

    /// <summary>Waits until the <c>Istio</c> resource is as wanted.</summary>
    public async Task WaitAsync(Func<JsonObject, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!condition(await IstioAsync()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    /// <summary>Stops the simulated controllers, so that nothing puts back what a test takes away.</summary>
    public async Task StopControllersAsync()
    {
        await _stopping.CancelAsync();
        await _controllers;
    }

    public async ValueTask DisposeAsync()
    {
        await StopControllersAsync();
        if (IsExternal)
        {
            await CleanUpExternalAsync();
            ExternalTurn.Release();
        }

        Api.Dispose();
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }

        _stopping.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task UseSandboxAsync()
    {
        _sandbox = await SandboxCluster.StartAsync(new SandboxClusterOptions
        {
            Name = _options.Name,
            NodeCount = _options.NodeCount,
            OldKernelCount = _options.OldKernelCount,
            IstioResource = _options.Istio?.ToJsonString(),
            Tokens = [new SandboxToken("admin", [AccessRule.All]), .. _options.Tokens],
        });
        Kubeconfig = File("kubeconfig");
        await System.IO.File.WriteAllTextAsync(Kubeconfig, _sandbox.KubeconfigFor("admin", secure: false));
        Connect();
    }

    private async Task UseExternalAsync()
    {
        Kubeconfig = ExternalKubeconfig!;
        Connect();
        for (int i = 0; i < _options.NodeCount; i++)
        {
            string kernel = i < _options.OldKernelCount ? "3.10.0-1160.118.1.el7.x86_64" : "5.14.0-427.13.1.el9_4.x86_64";
            string name = $"gatewayps-test-{i:D2}";
            JsonObject node = TestNodes.Make(name, kernel);
            await Api.CreateAsync(ResourceType.Node, null, (JsonObject)node.DeepClone(), new WriteOptions(), CancellationToken.None);
            await Api.PatchAsync(
                new ResourceRef(ResourceType.Node, name, null, "status"),
                PatchKind.Merge,
                new JsonObject { ["status"] = node["status"]!.DeepClone() },
                new WriteOptions(),
                CancellationToken.None);
            _nodes.Add(name);
        }

        await EnsureNamespaceAsync();
        if (_options.Istio is { } istio)
        {
            await Api.CreateAsync(ResourceType.Istio, null, (JsonObject)istio.DeepClone(), new WriteOptions(), CancellationToken.None);
        }
    }

    private async Task EnsureNamespaceAsync()
    {
        JsonObject body = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = "istio-system" },
        };
        try
        {
            await Api.CreateAsync(ResourceType.Namespace, null, body, new WriteOptions(), CancellationToken.None);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Conflict)
        {
            // It is there already.
        }
    }

    private async Task CleanUpExternalAsync()
    {
        List<ResourceRef> mine = [.. _nodes.Select(name => new ResourceRef(ResourceType.Node, name))];
        mine.Add(new ResourceRef(ResourceType.Istio, "default"));
        mine.Add(new ResourceRef(ResourceType.IstioRevision, "default"));
        mine.Add(new ResourceRef(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system"));
        mine.Add(new ResourceRef(ResourceType.Deployment, "istiod", "istio-system"));
        ResourceSelection releases = new(LabelSelector: "owner=helm,name=default-istiod");
        mine.AddRange((await Api.ListAsync(ResourceType.Secret, "istio-system", releases, CancellationToken.None)).Items
            .Select(secret => new ResourceRef(ResourceType.Secret, secret["metadata"]!["name"]!.GetValue<string>(), "istio-system")));
        foreach (ResourceRef resource in mine)
        {
            try
            {
                await Api.DeleteAsync(resource, new WriteOptions(), CancellationToken.None);
            }
            catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.ResourceNotFound)
            {
                // The test did not get as far as making it.
            }
        }
    }

    private void Connect() =>
        Api = new KubernetesConnector().Connect(KubeconfigSource.File(Kubeconfig), null, new ConnectionSettings()).Api;
}
