using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Benchmarks.Engine;
using IstioGateway.Benchmarks.Measuring;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Servers;
using IstioGateway.Clusters;
using IstioGateway.Sandbox;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>How soon a wait sees Ready, and what it asks of the server until then.</summary>
internal sealed class WaitScenario : IScenario
{
    private const int Runs = 20;
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(12);

    public string Name => "wait";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync(
            new SandboxClusterOptions { IstioResource = IstioSample.New().ToJsonString(), AnonymousIsAdmin = true }, cancellationToken);
        string kubeconfig = await folder.WriteAsync(
            "wait", Kubeconfig.Anonymous(cluster.Server.GetLeftPart(UriPartial.Authority)), cancellationToken);
        using Shell shell = await Shell.WithModuleAsync(cancellationToken);
        Sample latency = await Sample.TakeAsync(3, Runs, () => WaitAsync(Settle));
        int before = 0;
        await WaitAsync(Quiet, () => before = cluster.Requests.All.Count, () => before = cluster.Requests.All.Count - before);
        double rate = before / Quiet.TotalSeconds;
        return
        [
            Judge.AtMost("`Wait-IstioReady`: from the status write to the object on the pipeline", 20, "ms", latency.Median, latency.Text("ms", "N1")),
            Judge.AtMost(
                "`Wait-IstioReady` on a healthy watch",
                0,
                "requests a second",
                rate,
                string.Create(CultureInfo.InvariantCulture, $"{rate:0.00} ({before} in {Quiet.TotalSeconds:0} s)")),
        ];

        async Task<double> WaitAsync(TimeSpan quiet, Action? onWatch = null, Action? onWrite = null)
        {
            Write(cluster, ready: false);
            cluster.Requests.Clear();
            Task<ShellRun> waiting = shell.RunAsync("Wait-IstioReady -Kubeconfig $args[0]", cancellationToken, kubeconfig);
            await cluster.Requests.WaitForAsync(request => request.Verb == "watch", cancellationToken);
            onWatch?.Invoke();
            await Task.Delay(quiet, cancellationToken);
            onWrite?.Invoke();
            long written = Stopwatch.GetTimestamp();
            Write(cluster, ready: true);
            ShellRun run = await waiting;
            return Stopwatch.GetElapsedTime(written, run.FirstObject).TotalMilliseconds;
        }
    }

    private static void Write(SandboxCluster cluster, bool ready)
    {
        JsonObject istio = cluster.Store.Find(ResourceType.Istio, "default")!;
        cluster.Store.Put(ResourceType.Istio, IstioSample.With(istio, ready));
    }
}
