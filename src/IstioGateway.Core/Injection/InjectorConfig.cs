using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Injection;

/// <summary>
/// What stands in an injector ConfigMap: keys <c>config</c> (YAML) and <c>values</c> (JSON), as istiod reads them
/// (istio 1.28.10, pkg/kube/inject/inject.go:173-197; the chart's istiod-injector-configmap.yaml).
/// </summary>
public sealed class InjectorConfig
{
    /// <summary>Value of <see cref="Policy"/>: pods are injected unless they refuse.</summary>
    internal const string PolicyEnabled = "enabled";

    /// <summary>Value of <see cref="Policy"/>: pods are injected only if they ask for it.</summary>
    internal const string PolicyDisabled = "disabled";

    private readonly JsonObject _config;
    private readonly JsonObject _templates;

    private InjectorConfig(ResourceRef place, JsonObject config, JsonObject templates, JsonObject values)
    {
        (Place, _config, _templates, Values) = (place, config, templates, values);
        DefaultTemplates = [.. (config["defaultTemplates"] as JsonArray ?? []).Select(name => name?.ToString() ?? "")];
    }

    /// <summary>The ConfigMap.</summary>
    public ResourceRef Place { get; }

    /// <summary>Key <c>values</c>.</summary>
    public JsonObject Values { get; }

    /// <summary>Templates of a pod that selects none.</summary>
    public IReadOnlyList<string> DefaultTemplates { get; }

    /// <summary>Whether pods that neither ask for injection nor refuse it are injected: <c>enabled</c> or <c>disabled</c>.</summary>
    public string Policy => _config.Text("policy") ?? "";

    /// <summary>Pods with these labels are not injected, unless they ask for it: <c>neverInjectSelector</c>.</summary>
    public IEnumerable<JsonObject> NeverInjectSelectors => Selectors("neverInjectSelector");

    /// <summary>Pods with these labels are injected, unless they refuse: <c>alwaysInjectSelector</c>.</summary>
    public IEnumerable<JsonObject> AlwaysInjectSelectors => Selectors("alwaysInjectSelector");

    /// <summary>Names of the templates, sorted.</summary>
    public IReadOnlyList<string> TemplateNames => [.. _templates.Select(pair => pair.Key).Order(StringComparer.Ordinal)];

    /// <summary>Reads a ConfigMap.</summary>
    /// <param name="configMap">The ConfigMap.</param>
    /// <param name="place">Where it is, for messages.</param>
    /// <param name="yaml">Reads its <c>config</c>.</param>
    /// <exception cref="LiveTemplateException">It does not hold what istiod would read.</exception>
    public static InjectorConfig Read(JsonObject configMap, ResourceRef place, IYamlCodec yaml)
    {
        string config = configMap.Text("data", "config") ?? throw Unreadable(place, "it has no 'config'", null);
        string values = configMap.Text("data", "values") ?? throw Unreadable(place, "it has no 'values'", null);
        try
        {
            JsonObject read = yaml.Read(config) as JsonObject ?? throw Unreadable(place, "its 'config' is no mapping", null);
            JsonObject templates = read["templates"] as JsonObject ?? throw Unreadable(place, "its 'config' has no templates", null);
            JsonObject parsed = JsonNode.Parse(values) as JsonObject ?? throw Unreadable(place, "its 'values' is no JSON object", null);
            return new InjectorConfig(place, read, templates, parsed);
        }
        catch (FormatException exception)
        {
            throw Unreadable(place, $"its 'config' is no YAML: {exception.Message}", exception);
        }
        catch (JsonException exception)
        {
            throw Unreadable(place, $"its 'values' is no JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The text of a template; <see langword="null"/> for a name that is not there.</summary>
    public string? Template(string name) => _templates.Text(name);

    /// <summary>
    /// Whether the user set a template: the chart echoes the user's templates in <c>values</c>; what is there is an override,
    /// whatever its text.
    /// </summary>
    public bool IsOverridden(string name) => Values.At("sidecarInjectorWebhook", "templates", name) is not null;

    /// <summary>What istiod injects with.</summary>
    /// <param name="revision">Name of the revision.</param>
    /// <param name="meshConfig">The mesh configuration, over Istio's defaults.</param>
    public InjectionSettings Settings(string revision, JsonObject meshConfig)
    {
        InjectionRehearsal.Begin();
        return new InjectionSettings
        {
            Values = Values,
            MeshConfig = meshConfig,
            Templates = TemplateNames.ToDictionary(name => name, name => Template(name) ?? "", StringComparer.Ordinal),
            DefaultTemplates = DefaultTemplates,
            Revision = revision,
            InjectedAnnotations = (_config["injectedAnnotations"] as JsonObject ?? []).ToDictionary(
                pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal),
            Source = $"ConfigMap {Place.Namespace}/{Place.Name}",
        };
    }

    private IEnumerable<JsonObject> Selectors(string field) => (_config[field] as JsonArray ?? []).OfType<JsonObject>();

    private static LiveTemplateException Unreadable(ResourceRef place, string what, Exception? cause) =>
        new(LiveTemplateError.Unreadable, $"The ConfigMap {place.Namespace}/{place.Name} cannot be understood: {what}.", cause);
}
