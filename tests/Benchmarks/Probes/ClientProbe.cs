using System.Diagnostics;
using k8s;
using k8s.Models;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>What the client library's typed list costs in a new process: whole, or in pages of 500.</summary>
internal static class ClientProbe
{
    public const string Name = "client";
    public const string Plain = "plain";
    public const string Paged = "paged";

    public static async Task<ProbeResult> RunAsync(string how, string server, CancellationToken cancellationToken)
    {
        using k8s.Kubernetes client = new(new KubernetesClientConfiguration { Host = server });
        int? limit = how == Paged ? 500 : null;
        long before = Memory.Now();
        double first = await ListAsync(client, limit, cancellationToken);
        long peak = Memory.Peak();
        double again = await ListAsync(client, limit, cancellationToken);
        return new ProbeResult { First = first, Again = again, MemoryBefore = before, PeakAfter = peak };
    }

    private static async Task<double> ListAsync(k8s.Kubernetes client, int? limit, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        List<string> kernels = [];
        string? next = null;
        do
        {
            V1NodeList page = await client.CoreV1.ListNodeAsync(
                limit: limit, continueParameter: next, cancellationToken: cancellationToken);
            kernels.AddRange(page.Items.Select(node => node.Status.NodeInfo.KernelVersion));
            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));

        return kernels.Count > 0
            ? Stopwatch.GetElapsedTime(begin).TotalMilliseconds
            : throw new InvalidOperationException("The server listed no nodes.");
    }
}
