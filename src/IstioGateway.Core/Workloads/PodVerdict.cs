namespace IstioGateway.Workloads;

/// <summary>What is to be done about a pod, and why.</summary>
/// <param name="Action">What.</param>
/// <param name="Reason">How it is, in a sentence or two.</param>
/// <param name="Advice">What to do, in a sentence; empty for nothing.</param>
internal sealed record PodVerdict(GatewayWorkloadAction Action, string Reason, string Advice = "");
