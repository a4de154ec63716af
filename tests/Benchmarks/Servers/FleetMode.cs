using System.Globalization;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Controllers;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Benchmarks.Servers;

/// <summary>
/// Many small clusters, each with its simulated operator and istiod, in a process of their own. Every request of their
/// administrator waits as long as it would on the way to another data centre; the controllers sit beside their server.
/// </summary>
internal static class FleetMode
{
    public const string Name = "serve-fleet";

    /// <summary>Serves until standard input ends; prints the path of one kubeconfig for all as soon as all are Ready.</summary>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        string path = arguments[0];
        int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        TimeSpan latency = TimeSpan.FromMilliseconds(int.Parse(arguments[2], CultureInfo.InvariantCulture));
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<SandboxCluster> clusters = [];
        List<IClusterApi> connections = [];
        List<Task> controllers = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                SandboxCluster cluster = await StartAsync($"cluster-{i:000}", cancellationToken);
                clusters.Add(cluster);
                cluster.Faults.Add(new FaultRule { User = Administrator, Effect = FaultEffect.Delay(latency) });
                IClusterApi api = Connect(cluster);
                connections.Add(api);
                controllers.Add(new MeshControllers().RunAsync(
                    api, new YamlCodec(), new MeshControllerOptions { Delay = TimeSpan.FromMilliseconds(5) }, stopping.Token));
            }

            foreach (SandboxCluster cluster in clusters)
            {
                await UntilHealthyAsync(cluster, cancellationToken);
            }

            await File.WriteAllTextAsync(path, Kubeconfig.For([.. clusters.Select(Entry)]), cancellationToken);
            await Console.Out.WriteLineAsync(path.AsMemory(), cancellationToken);
            await Console.In.ReadToEndAsync(cancellationToken);
            return 0;
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAll(controllers);
            connections.ForEach(api => api.Dispose());
            foreach (SandboxCluster cluster in clusters)
            {
                await cluster.DisposeAsync();
            }
        }
    }

    private const string Administrator = "admin";
    private const string Operator = "operator";

    private static Task<SandboxCluster> StartAsync(string name, CancellationToken cancellationToken) => SandboxCluster.StartAsync(
        new SandboxClusterOptions
        {
            Name = name,
            NodeCount = 5,
            OldKernelCount = 2,
            IstioResource = IstioSample.New().ToJsonString(),
            Tokens = [new SandboxToken(Administrator, [AccessRule.All]), new SandboxToken(Operator, [AccessRule.All])],
        },
        cancellationToken);

    private static IClusterApi Connect(SandboxCluster cluster) => new KubernetesConnector().Connect(
        KubeconfigSource.Text(cluster.KubeconfigFor(Operator, secure: false)), null, new ConnectionSettings()).Api;

    private static Kubeconfig.Entry Entry(SandboxCluster cluster, int index) => new(
        $"cluster-{index:000}", cluster.Server.GetLeftPart(UriPartial.Authority), $"{{ token: {cluster.TokenOf(Administrator)} }}");

    private static async Task UntilHealthyAsync(SandboxCluster cluster, CancellationToken cancellationToken)
    {
        while (cluster.Store.Find(ResourceType.Istio, "default")?["status"]?["state"]?.GetValue<string>() != "Healthy")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }
}
