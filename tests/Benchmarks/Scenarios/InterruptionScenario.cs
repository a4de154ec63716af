using System.Diagnostics;
using System.Globalization;
using IstioGateway.Benchmarks.Engine;
using IstioGateway.Benchmarks.Measuring;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Servers;
using IstioGateway.Clusters;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>How long Ctrl+C takes where nothing more would ever come.</summary>
internal sealed class InterruptionScenario : IScenario
{
    private const int Runs = 7;
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    public string Name => "interruption";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync(
            new SandboxClusterOptions { NodeCount = 50, IstioResource = IstioSample.New().ToJsonString(), AnonymousIsAdmin = true },
            cancellationToken);
        cluster.Store.Put(ResourceType.Istio, IstioSample.With(cluster.Store.Find(ResourceType.Istio, "default")!, ready: false));
        cluster.Faults.Add(new FaultRule { Verb = "list", Resource = "nodes", Effect = FaultEffect.StallAfter(200) });
        cluster.Faults.Add(new FaultRule { Verb = "watch", Effect = FaultEffect.StallAfter(0) });
        string server = cluster.Server.GetLeftPart(UriPartial.Authority);
        string kubeconfig = await folder.WriteAsync("interruption", Kubeconfig.Anonymous(server), cancellationToken);
        using Shell shell = await Shell.WithModuleAsync(cancellationToken);
        return
        [
            await MeasureAsync("a stalled body", () => OnServerAsync("list", "Get-NodeKernel -Kubeconfig $args[0]")),
            await MeasureAsync("a stalled watch", () => OnServerAsync("watch", "Wait-IstioReady -Kubeconfig $args[0]")),
            OperatingSystem.IsWindows()
                ? Judge.Unknown("Ctrl+C in an exec plugin", "at most 500 ms", "its plugin is a shell script")
                : await MeasureAsync("an exec plugin, until its child process is gone", InPluginAsync),
        ];

        async Task<Row> MeasureAsync(string where, Func<Task<double>> measure)
        {
            Sample time = await Sample.TakeAsync(1, Runs, measure);
            return Judge.AtMost($"Ctrl+C in {where}, the slowest of {Runs}", 500, "ms", time.Greatest, time.Text("ms"));
        }

        async Task<double> OnServerAsync(string verb, string script)
        {
            cluster.Requests.Clear();
            using CancellationTokenSource ctrlC = new();
            Task<ShellRun> running = shell.RunUntilAsync(script, ctrlC.Token, cancellationToken, kubeconfig);
            await cluster.Requests.WaitForAsync(request => request.Verb == verb, cancellationToken);
            long pressed = await PressAsync(ctrlC);
            await running;
            return Stopwatch.GetElapsedTime(pressed).TotalMilliseconds;
        }

        async Task<double> InPluginAsync()
        {
            string started = folder.File($"plugin-{Guid.NewGuid():N}");
            string plugin = await folder.WriteAsync(
                "plugin",
                Kubeconfig.For([new Kubeconfig.Entry("plugin", server, ExecUser($"sleep 60 & echo $! > {started}; mv {started} {started}.pid; wait"))]),
                cancellationToken);
            using CancellationTokenSource ctrlC = new();
            Task<ShellRun> running = shell.RunUntilAsync("Get-NodeKernel -Kubeconfig $args[0]", ctrlC.Token, cancellationToken, plugin);
            while (!File.Exists(started + ".pid"))
            {
                await Task.Delay(Pace, cancellationToken);
            }

            int pid = int.Parse(await File.ReadAllTextAsync(started + ".pid", cancellationToken), CultureInfo.InvariantCulture);
            long pressed = await PressAsync(ctrlC);
            await running;
            while (ProcessState.IsAlive(pid))
            {
                await Task.Delay(Pace, cancellationToken);
            }

            return Stopwatch.GetElapsedTime(pressed).TotalMilliseconds;
        }

        async Task<long> PressAsync(CancellationTokenSource ctrlC)
        {
            // What there is to read has been read; the cmdlet now sits there.
            await Task.Delay(Settle, cancellationToken);
            long pressed = Stopwatch.GetTimestamp();
            await ctrlC.CancelAsync();
            return pressed;
        }
    }

    private static string ExecUser(string script) =>
        $"{{ exec: {{ apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: sh, args: [\"-c\", \"{script}\"] }} }}";
}
