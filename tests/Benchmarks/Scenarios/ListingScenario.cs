using System.Globalization;
using IstioGateway.Benchmarks.Engine;
using IstioGateway.Benchmarks.Measuring;
using IstioGateway.Benchmarks.Probes;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Servers;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>Listing beside the peers, the first object, and how time and bytes grow.</summary>
internal sealed class ListingScenario : IScenario
{
    private const int WarmUps = 10;
    private const int Runs = 21;
    private const int ClientRuns = 3;
    private const string List = "$nodes = Get-NodeKernel -Kubeconfig $args[0]; $nodes.Count";
    private const string Stream = "Get-NodeKernel -Kubeconfig $args[0]";

    public string Name => "listing";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        using Shell shell = await Shell.WithModuleAsync(cancellationToken);
        List<Row> rows = [];
        List<Point> growth = [];
        foreach (int nodes in new[] { 1_000, 5_000, 15_000 })
        {
            await using ServerProcess server = await ServerProcess.StartAsync(
                cancellationToken, ServeMode.Name, nodes.ToString(CultureInfo.InvariantCulture));
            string kubeconfig = await folder.WriteAsync($"nodes-{nodes}", Kubeconfig.Anonymous(server.Answer), cancellationToken);
            IReadOnlyList<string> pages = await NodeTable.PagesAsync(server.Answer, cancellationToken);
            Sample[] samples =
            [
                .. await Sample.TakeInTurnAsync(
                    WarmUps,
                    Runs,
                    () => ListAsync(shell, kubeconfig, nodes, cancellationToken),
                    () => Curl.TimeAsync(pages, NodeTable.Accept, cancellationToken)),
            ];
            (Sample ours, Sample curl) = (samples[0], samples[1]);
            long bytes = await BytesAsync(server.Answer, folder, address => ListAsync(shell, address, nodes, cancellationToken), cancellationToken);
            growth.Add(new Point(nodes, ours.Median, curl.Median, bytes));
            if (nodes == 5_000)
            {
                rows.Add(Judge.WithinTimes(
                    "warm `Get-NodeKernel`, 5,000 nodes", 2, "the curl floor", ours.To(curl).Median, ours.Text("ms")));
                rows.Add(Judge.State(
                    $"- floor: `curl` of the same Table, {pages.Count} pages of 500 rows, gzip, one connection, by its own clock", curl.Text("ms")));
                rows.AddRange(await PeersAsync(server.Answer, kubeconfig, ours, () => ListAsync(shell, kubeconfig, nodes, cancellationToken), folder, cancellationToken));
            }

            if (nodes == 15_000)
            {
                Sample first = await Sample.TakeAsync(
                    1, Runs, async () => (await shell.RunAsync(Stream, cancellationToken, kubeconfig)).MillisecondsToFirstObject);
                rows.Add(Judge.AtMost("first object, 15,000 nodes, warm", 100, "ms", first.Median, first.Text("ms")));
            }
        }

        rows.AddRange(Growth(growth));
        return rows;
    }

    private static async Task<double> ListAsync(Shell shell, string kubeconfig, int nodes, CancellationToken cancellationToken)
    {
        ShellRun run = await shell.RunAsync(List, cancellationToken, kubeconfig);
        return Equals(run.Output.Single().BaseObject, nodes)
            ? run.Milliseconds
            : throw new InvalidOperationException($"{run.Output.Single()} nodes instead of {nodes}.");
    }

    /// <summary>Bytes that a client receives, in a run that is not timed.</summary>
    private static async Task<long> BytesAsync(
        string server, TemporaryFolder folder, Func<string, Task> client, CancellationToken cancellationToken)
    {
        await using ByteCounter counter = new(server);
        await client(await folder.WriteAsync("counted", Kubeconfig.Anonymous(counter.Address), cancellationToken));
        return counter.Received;
    }

    private static async Task<IReadOnlyList<Row>> PeersAsync(
        string server,
        string kubeconfig,
        Sample oursAlone,
        Func<Task<double>> list,
        TemporaryFolder folder,
        CancellationToken cancellationToken)
    {
        List<Row> rows = [];
        foreach (Peer peer in Peer.All)
        {
            if (peer.Missing() is { } tool)
            {
                rows.Add(Judge.Unknown(peer.Figure, peer.Goal, $"{tool} is not installed"));
                continue;
            }

            string cache = folder.File("kubectl-cache");
            IReadOnlyList<Sample> times = await Sample.TakeInTurnAsync(
                warmUps: 0,
                peer.Runs,
                list,
                () => Tool.TimeAsync("sh", ["-c", peer.Command(kubeconfig, cache)], cancellationToken));
            (Sample ours, Sample time) = (times[0], times[1]);
            long bytes = await BytesAsync(
                server, folder, counted => Tool.TimeAsync("sh", ["-c", peer.Command(counted, cache)], cancellationToken), cancellationToken);
            string measured = string.Create(
                CultureInfo.InvariantCulture, $"{time.Text("ms")}, {bytes / 1e6:N1} MB; we in turn with it {ours.Text("ms")}");
            rows.Add(peer.Times > 0
                ? Judge.TimesFaster(peer.Figure, peer.Times, time.To(ours).Median, measured)
                : Judge.State(peer.Figure, measured, Ratio(time.To(ours).Median)));
        }

        foreach (string how in new[] { ClientProbe.Plain, ClientProbe.Paged })
        {
            List<ProbeResult> results = [];
            for (int i = 0; i < ClientRuns; i++)
            {
                results.Add(await ProbeMode.InNewProcessAsync(cancellationToken, ClientProbe.Name, how, server));
            }

            Sample again = new(results.Select(result => result.Again));
            Sample first = new(results.Select(result => result.First));
            Sample peak = new(results.Select(result => result.PeakMegabytes));
            rows.Add(Judge.State(
                $"- KubernetesClient `ListNodeAsync`, {how}, warm; first in a new process; peak memory",
                $"{again.Text("ms")}; {first.Text("ms")}; {peak.Text("MB")}",
                Ratio(again.Median / oursAlone.Median)));
        }

        return rows;
    }

    private static IEnumerable<Row> Growth(List<Point> growth)
    {
        (Point least, Point most) = (growth[0], growth[^1]);
        string times = string.Join("; ", growth.Select(point => string.Create(
            CultureInfo.InvariantCulture, $"{point.Nodes:N0}: {point.Ours:N0} ms (curl {point.Curl:N0})")));
        string bytes = string.Join("; ", growth.Select(point => string.Create(
            CultureInfo.InvariantCulture, $"{point.Nodes:N0}: {point.Bytes / 1e3:N0} kB")));
        yield return Linear("time", most.Ours / least.Ours, times);
        yield return Linear("bytes received", (double)most.Bytes / least.Bytes, bytes);

        Row Linear(string what, double factor, string measured) => new(
            $"growth of {what} with nodes, {least.Nodes:N0} to {most.Nodes:N0}",
            "linear",
            measured,
            string.Create(CultureInfo.InvariantCulture, $"{factor:0.0}x for {most.Nodes / (double)least.Nodes:0}x the nodes"),
            // A power of 1.2 would make it 26x for 15x the nodes; below that it is a line with noise on it.
            factor <= Math.Pow(most.Nodes / (double)least.Nodes, 1.2) ? Verdict.Reached : Verdict.Missed);
    }

    private static string Ratio(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0}x of ours");

    /// <summary>What one size of cluster took, in milliseconds and bytes.</summary>
    private sealed record Point(int Nodes, double Ours, double Curl, long Bytes);
}
