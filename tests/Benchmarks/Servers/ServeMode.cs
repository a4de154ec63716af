using System.Globalization;
using IstioGateway.Sandbox;

namespace IstioGateway.Benchmarks.Servers;

/// <summary>
/// The server of the listings, in a process of its own: an embedded cluster with nodes of about 12 KB, over plain HTTP and
/// without credentials, the same for every client.
/// </summary>
internal static class ServeMode
{
    public const string Name = "serve";

    /// <summary>Serves until standard input ends; prints its address as soon as it listens.</summary>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        int nodes = int.Parse(arguments[0], CultureInfo.InvariantCulture);
        await using SandboxCluster cluster = await SandboxCluster.StartAsync(
            new SandboxClusterOptions
            {
                NodeCount = nodes,
                OldKernelCount = nodes / 10,
                ImagesPerNode = 50,
                // kubectl sends no token over plain HTTP.
                AnonymousIsAdmin = true,
            },
            cancellationToken);
        await Console.Out.WriteLineAsync(cluster.Server.GetLeftPart(UriPartial.Authority).AsMemory(), cancellationToken);
        await Console.In.ReadToEndAsync(cancellationToken);
        return 0;
    }
}
