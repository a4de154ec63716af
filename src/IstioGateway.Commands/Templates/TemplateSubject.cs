using IstioGateway.Injection;

namespace IstioGateway.Commands.Templates;

/// <summary>A template to look at, and the mesh it is looked at for.</summary>
/// <param name="Cluster">The cluster; <see langword="null"/> offline.</param>
/// <param name="TemplateName">Name under which it is, or would be, stored.</param>
/// <param name="Text">Its text, as it is.</param>
/// <param name="Source">Where it comes from, in words.</param>
/// <param name="Settings">What istiod injects with.</param>
/// <param name="IstioVersion">The Istio version of the mesh, where known.</param>
internal sealed record TemplateSubject(
    IstioCluster? Cluster, string TemplateName, string Text, string Source, InjectionSettings Settings, string? IstioVersion);
