using IstioGateway.Injection;

namespace IstioGateway;

/// <summary>A template for gateway pods and the merge patch that puts it into an <c>Istio</c> resource.</summary>
public sealed class GatewayTemplatePatch
{
    /// <summary>The cluster it was made for; <see langword="null"/> when made offline.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>The key under <c>spec.values.sidecarInjectorWebhook.templates</c>.</summary>
    public required string TemplateName { get; init; }

    /// <summary>The template: LF line ends, no trailing newline.</summary>
    public required string Template { get; init; }

    /// <summary>The merge patch, JSON text.</summary>
    public required string Patch { get; init; }

    /// <summary>What the template was made from, in words.</summary>
    public required string Source { get; init; }

    /// <summary>The Istio version that the base text belongs to, where known.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>How it deals with ports below 1024; <see langword="null"/> when the text was taken as given.</summary>
    public PrivilegedPort? PrivilegedPort { get; init; }

    /// <summary>What was changed in the base text, one sentence each.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>What that changes in the pod of a usual gateway, one field each; empty where it cannot be worked out.</summary>
    public IReadOnlyList<string> PodChanges { get; init; } = [];

    /// <summary>What is to be said about the result.</summary>
    public IReadOnlyList<TemplateFinding> Findings { get; init; } = [];

    /// <summary>SHA-256 of the template's UTF-8, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The text in force when the patch was made, where it was read; what the change is shown against.</summary>
    internal string? InForce { get; init; }

    /// <summary>What the cluster's istiod injects with, where it was read when the patch was made.</summary>
    internal InjectionSettings? Settings { get; init; }

    /// <summary>The merge patch, so that it can be passed to <c>kubectl patch -p</c> as it is.</summary>
    public override string ToString() => Patch;
}
