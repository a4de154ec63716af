using System.Globalization;
using IstioGateway.Benchmarks.Processes;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>Another way to read kernels from a shell, as a whole process.</summary>
/// <param name="Arguments">What follows the connection's arguments.</param>
/// <param name="Times">How many times faster we should be; 0 for no goal.</param>
/// <param name="Runs">How often it is measured; some take ten seconds.</param>
/// <param name="Pipe">The program that its output goes through, if any.</param>
internal sealed record Peer(string Arguments, double Times, int Runs, string? Pipe = null)
{
    public static IReadOnlyList<Peer> All { get; } =
    [
        new("get nodes -o wide", 5, 7),
        new("get nodes -o json", 30, 3, "jq -r '.items[].status.nodeInfo.kernelVersion'"),
        new("get nodes -o custom-columns=NAME:.metadata.name,KERNEL:.status.nodeInfo.kernelVersion", 0, 3),
    ];

    public string Figure => $"- `kubectl {Arguments.Split('=')[0]}{(Pipe is null ? "" : " | jq")}`";

    public string Goal => Times > 0 ? string.Create(CultureInfo.InvariantCulture, $"at least {Times}x faster than it") : "";

    /// <summary>The command line for a shell; its discovery cache is its own.</summary>
    public string Command(string kubeconfig, string cache) =>
        $"kubectl --kubeconfig '{kubeconfig}' --cache-dir '{cache}' {Arguments} {(Pipe is null ? "" : "| " + Pipe)} > /dev/null";

    /// <summary>The first tool that is not installed.</summary>
    public string? Missing() => new[] { "kubectl", Pipe?.Split(' ')[0] }.FirstOrDefault(tool => tool is not null && !Tool.IsInstalled(tool));
}
