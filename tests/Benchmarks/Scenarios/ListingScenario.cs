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
    private const int Runs = 7;
    private const int PeerRuns = 3;
    private const string List = "$nodes = Get-NodeKernel -Kubeconfig $args[0]; $nodes.Count";
    private const string Stream = "Get-NodeKernel -Kubeconfig $args[0]";

    public string Name => "listing";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        using Shell shell = await Shell.OpenAsync(import: true, cancellationToken);
        List<Row> rows = [];
        List<(int Nodes, double Milliseconds, long Bytes)> growth = [];
        foreach (int nodes in new[] { 1_000, 5_000, 15_000 })
        {
            await using ServerProcess server = await ServerProcess.StartAsync(
                cancellationToken, ServeMode.Name, nodes.ToString(CultureInfo.InvariantCulture));
            string kubeconfig = await folder.WriteAsync($"nodes-{nodes}", Kubeconfig.Anonymous(server.Answer), cancellationToken);
            IReadOnlyList<string> pages = await NodeTable.PagesAsync(server.Answer, cancellationToken);
            Sample[] samples =
            [
                .. await Sample.TakeInTurnAsync(
                    2,
                    Runs,
                    () => ListAsync(shell, kubeconfig, nodes, cancellationToken),
                    () => Curl.TimeAsync(pages, NodeTable.Accept, cancellationToken)),
            ];
            (Sample ours, Sample curl) = (samples[0], samples[1]);
            long bytes = await BytesAsync(server.Answer, folder, address => ListAsync(shell, address, nodes, cancellationToken), cancellationToken);
            growth.Add((nodes, ours.Median, bytes));
            if (nodes == 5_000)
            {
                rows.Add(Judge.WithinTimes(
                    "warm `Get-NodeKernel`, 5,000 nodes", 2, "the curl floor", ours.Median, curl.Median, ours.Text("ms")));
                rows.Add(Judge.State(
                    $"- floor: `curl` of the same Table, {pages.Count} pages of 500 rows, gzip, one connection, by its own clock", curl.Text("ms")));
                rows.AddRange(await PeersAsync(server.Answer, kubeconfig, ours, folder, cancellationToken));
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
        string server, string kubeconfig, Sample ours, TemporaryFolder folder, CancellationToken cancellationToken)
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
            Sample time = await Sample.TakeAsync(
                1, PeerRuns, () => Tool.TimeAsync("sh", ["-c", peer.Command(kubeconfig, cache)], cancellationToken));
            long bytes = await BytesAsync(
                server, folder, counted => Tool.TimeAsync("sh", ["-c", peer.Command(counted, cache)], cancellationToken), cancellationToken);
            string measured = string.Create(CultureInfo.InvariantCulture, $"{time.Text("ms")}, {bytes / 1e6:N1} MB");
            rows.Add(peer.Times > 0
                ? Judge.TimesFaster(peer.Figure, peer.Times, "it", ours.Median, time.Median, measured)
                : Judge.State(peer.Figure, measured, Ratio(time.Median, ours.Median)));
        }

        foreach (string how in new[] { ClientProbe.Plain, ClientProbe.Paged })
        {
            List<ProbeResult> results = [];
            for (int i = 0; i < PeerRuns; i++)
            {
                results.Add(await ProbeMode.InNewProcessAsync(cancellationToken, ClientProbe.Name, how, server));
            }

            Sample again = new(results.Select(result => result.Again));
            Sample first = new(results.Select(result => result.First));
            Sample peak = new(results.Select(result => result.PeakMegabytes));
            rows.Add(Judge.State(
                $"- KubernetesClient `ListNodeAsync`, {how}, warm; first in a new process; peak memory",
                $"{again.Text("ms")}; {first.Text("ms")}; {peak.Text("MB")}",
                Ratio(again.Median, ours.Median)));
        }

        return rows;
    }

    private static IEnumerable<Row> Growth(List<(int Nodes, double Milliseconds, long Bytes)> growth)
    {
        (int Nodes, double Milliseconds, long Bytes) least = growth[0];
        (int Nodes, double Milliseconds, long Bytes) most = growth[^1];
        double nodes = (double)most.Nodes / least.Nodes;
        string points = string.Join(", ", growth.Select(point => string.Create(
            CultureInfo.InvariantCulture, $"{point.Nodes:N0}: {point.Milliseconds:N0} ms, {point.Bytes / 1e3:N0} kB")));
        yield return Linear("time", most.Milliseconds / least.Milliseconds, points);
        yield return Linear("bytes received", (double)most.Bytes / least.Bytes, string.Create(
            CultureInfo.InvariantCulture, $"{(double)most.Bytes / most.Nodes:N0} bytes a node at {most.Nodes:N0}"));

        Row Linear(string what, double factor, string measured) => new(
            $"growth of {what} with nodes, {least.Nodes:N0} to {most.Nodes:N0}",
            "linear",
            measured,
            string.Create(CultureInfo.InvariantCulture, $"{factor:0.0}x for {nodes:0}x the nodes"),
            // What does not grow (the connection, the pipeline) makes the factor smaller; a power above one would make it larger.
            factor <= nodes * 1.2 ? Verdict.Reached : Verdict.Missed);
    }

    private static string Ratio(double theirs, double ours) =>
        string.Create(CultureInfo.InvariantCulture, $"{theirs / ours:0.0}x of ours");
}
