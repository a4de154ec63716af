namespace IstioGateway.Reports;

/// <summary>One thing to do next.</summary>
/// <param name="Title">What, in a few words.</param>
/// <param name="Text">Why and how, in a sentence or two.</param>
/// <param name="Command">What to run, with <c>NAME</c> for the cluster's context; empty where there is no such command.</param>
/// <param name="Clusters">Where; as indexes into <see cref="FleetReport.Clusters"/>.</param>
public sealed record ReportStep(string Title, string Text, string Command, IReadOnlyList<int> Clusters);
