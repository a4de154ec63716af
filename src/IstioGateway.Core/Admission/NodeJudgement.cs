using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kernels;

namespace IstioGateway.Admission;

/// <summary>What becomes of a gateway's pod on each node of the cluster.</summary>
internal static class NodeJudgement
{
    /// <summary>Judges every node, sorted by name.</summary>
    /// <param name="pod">The pod as the API server would store it.</param>
    /// <param name="effect">What it may do; <see langword="null"/> when it has no proxy.</param>
    /// <param name="nodes">The nodes.</param>
    public static IReadOnlyList<GatewayNode> Of(JsonObject pod, GatewayPodEffect? effect, IEnumerable<JsonObject> nodes) =>
        [.. nodes.Select(node => Of(pod, effect, node)).OrderBy(node => node.Name, Comparer<string>.Create(NaturalText.Compare))];

    private static GatewayNode Of(JsonObject pod, GatewayPodEffect? effect, JsonObject node)
    {
        NodeRecord record = new()
        {
            Name = node.Text("metadata", "name") ?? "",
            KernelVersion = node.Text("status", "nodeInfo", "kernelVersion") ?? "",
            OSImage = node.Text("status", "nodeInfo", "osImage"),
            OperatingSystem = node.Text("status", "nodeInfo", "operatingSystem"),
        };
        if (NodePlacement.WhyNot(pod, node) is { } why)
        {
            return new GatewayNode { Name = record.Name, KernelVersion = record.KernelVersion, TakesPod = false, Reason = $"The pod does not get there: {why}." };
        }

        KernelDecision kernel = KernelRule.Decide(record, KernelRule.DefaultMinimum);
        (PortBinding? binding, string reason) = (effect, kernel.Requirement) switch
        {
            (null, _) => (null, "The pod has no proxy that could listen."),
            (_, TemplateRequirement.Unknown) => (null, kernel.Reason),
            (_, TemplateRequirement.Yes) => (effect.OldKernel, $"{kernel.Reason} {Sentence(effect.OldKernelReason)}"),
            _ => ((PortBinding?)effect.NewKernel, $"{kernel.Reason} {Sentence(effect.NewKernelReason)}"),
        };
        return new GatewayNode
        {
            Name = record.Name,
            KernelVersion = record.KernelVersion,
            TakesPod = true,
            PrivilegedPorts = binding,
            Reason = reason,
        };
    }

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}
