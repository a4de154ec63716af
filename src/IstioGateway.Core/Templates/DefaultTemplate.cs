namespace IstioGateway.Templates;

/// <summary>The default template of the Istio version that runs, whether or not it is in force.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Source">Where it was read, in words.</param>
/// <param name="IstioVersion">The version it belongs to, as far as known.</param>
/// <param name="IsInForce">Whether it is in force, and not overridden.</param>
public sealed record DefaultTemplate(string Text, string Source, string? IstioVersion, bool IsInForce)
{
    /// <summary>
    /// Which file of the istiod chart is the default template of a name
    /// (istio manifests/charts/istio-control/istio-discovery/templates/istiod-injector-configmap.yaml).
    /// </summary>
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["sidecar"] = "files/injection-template.yaml",
        ["gateway"] = "files/gateway-injection-template.yaml",
        ["grpc-simple"] = "files/grpc-simple.yaml",
        ["grpc-agent"] = "files/grpc-agent.yaml",
        ["waypoint"] = "files/waypoint.yaml",
        ["kube-gateway"] = "files/kube-gateway.yaml",
        ["agentgateway"] = "files/agentgateway.yaml",
    };

    /// <summary>What is in force, where it was read on the way.</summary>
    internal LiveTemplate? Live { get; init; }

    /// <summary>Whether Istio brings a template of this name, so that setting one replaces it and does not stand beside it.</summary>
    public static bool Exists(string templateName) => Files.ContainsKey(templateName);

    /// <summary>The file of the istiod chart that is the default of a name; <see langword="null"/> where there is none.</summary>
    internal static string? FileOf(string templateName) => Files.GetValueOrDefault(templateName);
}
