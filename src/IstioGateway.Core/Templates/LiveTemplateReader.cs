using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Patches;

namespace IstioGateway.Templates;

/// <summary>
/// Reads the template in force on a cluster from istiod's injector ConfigMap
/// (istio manifests/charts/istio-control/istio-discovery/templates/istiod-injector-configmap.yaml).
/// </summary>
public static class LiveTemplateReader
{
    private const string DefaultNamespace = "istio-system";
    private const string DefaultRevision = "default";
    private const string ConfigMapName = "istio-sidecar-injector";

    /// <summary>Reads it, with two requests: the <c>Istio</c> resource, then the ConfigMap of its active revision.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="yaml">Reads the ConfigMap's <c>config</c>.</param>
    /// <param name="istioName">Name of the <c>Istio</c> resource.</param>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">A name cannot be one.</exception>
    /// <exception cref="LiveTemplateException">The template cannot be read.</exception>
    /// <exception cref="ClusterException">The <c>Istio</c> resource cannot be read, or the server cannot be reached.</exception>
    public static async Task<LiveTemplate> ReadAsync(
        IClusterApi api, IYamlCodec yaml, string istioName, string templateName, CancellationToken cancellationToken)
    {
        IstioResource.CheckName(istioName);
        TemplateName.Check(templateName);
        ResourceRef resource = new(ResourceType.Istio, istioName);
        JsonObject istio = await api.ReadAsync(resource, cancellationToken).ConfigureAwait(false);
        string revision = istio.Text("status", "activeRevisionName") is { Length: > 0 } active
            ? active
            : throw new LiveTemplateException(
                LiveTemplateError.NoActiveRevision, $"{resource} has no active revision yet, so no template is in force.");

        ResourceRef place = new(ResourceType.ConfigMap, ConfigMapOf(revision), istio.Text("spec", "namespace") ?? DefaultNamespace);
        JsonObject configMap = await ReadConfigMapAsync(api, place, cancellationToken).ConfigureAwait(false);
        return new LiveTemplate
        {
            Text = FindTemplate(yaml, configMap, place, templateName),
            TemplateName = templateName,
            Origin = IsOverridden(configMap, place, templateName) ? LiveTemplateOrigin.Override : LiveTemplateOrigin.Default,
            Namespace = place.Namespace!,
            ConfigMap = place.Name,
            IstioVersion = istio.Text("spec", "version"),
            Revision = revision,
        };
    }

    /// <summary>The injector ConfigMap of a revision; the one named <c>default</c> has no suffix.</summary>
    public static string ConfigMapOf(string revision) => revision == DefaultRevision ? ConfigMapName : $"{ConfigMapName}-{revision}";

    private static async Task<JsonObject> ReadConfigMapAsync(IClusterApi api, ResourceRef place, CancellationToken cancellationToken)
    {
        try
        {
            return await api.ReadAsync(place, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Kind is ClusterErrorKind.ResourceNotFound)
        {
            throw new LiveTemplateException(
                LiveTemplateError.NoConfigMap,
                $"There is no ConfigMap {place.Namespace}/{place.Name}: istiod is not installed yet, or without its injector.",
                exception);
        }
        catch (ClusterException exception) when (exception.Kind is ClusterErrorKind.Forbidden)
        {
            throw new LiveTemplateException(
                LiveTemplateError.NotAllowed,
                $"The ConfigMap {place.Namespace}/{place.Name} may not be read ({exception.ServerMessage ?? exception.Message}); "
                    + "it takes the right to get configmaps there.",
                exception);
        }
    }

    private static string FindTemplate(IYamlCodec yaml, JsonObject configMap, ResourceRef place, string templateName)
    {
        string config = configMap.Text("data", "config") ?? throw Unreadable(place, "it has no 'config'", null);
        JsonObject templates;
        try
        {
            templates = yaml.Read(config).At("templates") as JsonObject
                ?? throw Unreadable(place, "its 'config' has no templates", null);
        }
        catch (FormatException exception)
        {
            throw Unreadable(place, $"its 'config' is no YAML: {exception.Message}", exception);
        }

        string names = string.Join(", ", templates.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        return templates.Text(templateName) ?? throw new LiveTemplateException(
            LiveTemplateError.NoSuchTemplate,
            $"The ConfigMap {place.Namespace}/{place.Name} holds no template '{templateName}'; it has {names}.");
    }

    // The chart echoes the user's templates in `values`; what is there is an override, whatever its text.
    private static bool IsOverridden(JsonObject configMap, ResourceRef place, string templateName)
    {
        string values = configMap.Text("data", "values") ?? throw Unreadable(place, "it has no 'values'", null);
        try
        {
            return JsonNode.Parse(values).At("sidecarInjectorWebhook", "templates", templateName) is not null;
        }
        catch (JsonException exception)
        {
            throw Unreadable(place, $"its 'values' is no JSON: {exception.Message}", exception);
        }
    }

    private static LiveTemplateException Unreadable(ResourceRef place, string what, Exception? cause) =>
        new(LiveTemplateError.Unreadable, $"The ConfigMap {place.Namespace}/{place.Name} cannot be understood: {what}.", cause);
}
