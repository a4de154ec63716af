using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers;
using IstioGateway.Sandbox.Seeding;

namespace IstioGateway.Sandbox;

/// <summary>Starts embedded clusters for the module: one administrator, one Istio resource, and the controllers behind it.</summary>
public sealed class SandboxLauncher : ISandboxLauncher
{
    private const string Administrator = "admin";

    /// <inheritdoc/>
    public async Task<ISandbox> StartAsync(
        SandboxOptions options, IClusterConnector connector, IYamlCodec yaml, CancellationToken cancellationToken)
    {
        SandboxClusterOptions content = new()
        {
            Name = options.Name,
            NodeCount = options.NodeCount,
            OldKernelCount = options.OldKernelCount,
            NodeListJson = options.NodeListJson,
            IstioResource = options.IstioResource ?? (options.HasIstio ? DefaultIstio.Yaml : null),
        };
        SandboxCluster cluster = await SandboxCluster.StartAsync(content, cancellationToken).ConfigureAwait(false);
        string kubeconfig = cluster.KubeconfigFor(Administrator);
        if (!options.RunControllers)
        {
            return new RunningSandbox(cluster, kubeconfig, api: null, _ => Task.CompletedTask);
        }

        IClusterApi api = connector.Connect(KubeconfigSource.Text(kubeconfig), null, new ConnectionSettings()).Api;
        MeshControllerOptions pace = new() { Delay = options.ControllerDelay, SimulateWorkloads = true };
        return new RunningSandbox(cluster, kubeconfig, api, token => new MeshControllers(cluster.Network).RunAsync(api, yaml, pace, token));
    }

    private sealed class RunningSandbox : ISandbox
    {
        private readonly SandboxCluster _cluster;
        private readonly IClusterApi? _api;
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _controllers;

        public RunningSandbox(SandboxCluster cluster, string kubeconfig, IClusterApi? api, Func<CancellationToken, Task> controllers)
        {
            _cluster = cluster;
            _api = api;
            Kubeconfig = kubeconfig;
            _controllers = controllers(_stopping.Token);
        }

        public Uri Server => _cluster.SecureServer;

        public string Kubeconfig { get; }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _controllers.ConfigureAwait(false);
            _api?.Dispose();
            await _cluster.DisposeAsync().ConfigureAwait(false);
            _stopping.Dispose();
        }
    }
}
