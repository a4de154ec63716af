using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>What istiod injects with besides the pod: its ConfigMaps' contents.</summary>
public sealed record InjectionSettings
{
    private static readonly string[] Sidecar = ["sidecar"];

    /// <summary>Key <c>values</c> of the injector ConfigMap: templates print it as <c>.Values</c>.</summary>
    public required JsonObject Values { get; init; }

    /// <summary>Key <c>mesh</c> of the mesh ConfigMap, over Istio's defaults: templates print it as <c>.MeshConfig</c>.</summary>
    public required JsonObject MeshConfig { get; init; }

    /// <summary>Templates by name: <c>config.templates</c> of the injector ConfigMap.</summary>
    public IReadOnlyDictionary<string, string> Templates { get; init; } = new Dictionary<string, string>();

    /// <summary>Templates of a pod that selects none: <c>config.defaultTemplates</c>.</summary>
    public IReadOnlyList<string> DefaultTemplates { get; init; } = Sidecar;

    /// <summary>Name of the revision, <c>default</c> for the one without a name.</summary>
    public string Revision { get; init; } = "default";

    /// <summary>Annotations that istiod adds to every pod it injects: <c>config.injectedAnnotations</c>.</summary>
    public IReadOnlyDictionary<string, string> InjectedAnnotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Where they come from, in words.</summary>
    public required string Source { get; init; }

    /// <summary>The same with one template set, or in the place of the one of that name.</summary>
    public InjectionSettings With(string templateName, string template) => this with
    {
        Templates = new Dictionary<string, string>(Templates, StringComparer.Ordinal) { [templateName] = template },
    };
}
