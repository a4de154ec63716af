using IstioGateway.Kernels;

namespace IstioGateway.Reports;

/// <summary>How many nodes of a cluster have a kernel.</summary>
/// <param name="Version">The kernel as reported; empty where it is not.</param>
/// <param name="Kernel">The same, comparable.</param>
/// <param name="Requirement">Whether gateway pods on these nodes need the changed template.</param>
/// <param name="Nodes">How many.</param>
public sealed record KernelCount(string Version, KernelVersion? Kernel, TemplateRequirement Requirement, int Nodes);
