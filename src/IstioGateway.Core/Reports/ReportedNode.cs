namespace IstioGateway.Reports;

/// <summary>A node that needs the template, or whose kernel cannot be read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="KernelVersion">Its kernel as reported; empty where it is not.</param>
/// <param name="Requirement">Whether gateway pods there need the changed template.</param>
/// <param name="OSImage">Its OS image; empty where it is not reported.</param>
/// <param name="Status">Its status as kubectl shows it; empty where it is not known.</param>
public sealed record ReportedNode(string Name, string KernelVersion, TemplateRequirement Requirement, string OSImage, string Status);
