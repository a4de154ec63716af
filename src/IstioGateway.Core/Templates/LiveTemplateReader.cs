using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Patches;

namespace IstioGateway.Templates;

/// <summary>
/// Reads the template in force on a cluster from istiod's injector ConfigMap
/// (istio manifests/charts/istio-control/istio-discovery/templates/istiod-injector-configmap.yaml).
/// </summary>
public static class LiveTemplateReader
{
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
        TemplateName.Check(templateName);
        LiveInjector injector = await ReadInjectorAsync(api, yaml, istioName, cancellationToken).ConfigureAwait(false);
        return injector.Template(templateName);
    }

    /// <summary>Reads what the injector is configured with, whatever templates that holds; the same two requests.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<LiveInjector> ReadInjectorAsync(
        IClusterApi api, IYamlCodec yaml, string istioName, CancellationToken cancellationToken)
    {
        IstioResource.CheckName(istioName);
        ResourceRef resource = new(ResourceType.Istio, istioName);
        JsonObject istio = await api.ReadAsync(resource, cancellationToken).ConfigureAwait(false);
        string revision = istio.Text("status", "activeRevisionName") is { Length: > 0 } active
            ? active
            : throw new LiveTemplateException(
                LiveTemplateError.NoActiveRevision, $"{resource} has no active revision yet, so no template is in force.");

        InjectorConfig config = await ReadConfigAsync(api, yaml, revision, NamespaceOf(istio), cancellationToken).ConfigureAwait(false);
        return new LiveInjector(config, revision, istio.Text("spec", "version"));
    }

    /// <summary>Reads the injector ConfigMap of a revision, with one request.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="yaml">Reads the ConfigMap's <c>config</c>.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="LiveTemplateException">It cannot be read.</exception>
    /// <exception cref="ClusterException">The server cannot be reached.</exception>
    internal static async Task<InjectorConfig> ReadConfigAsync(
        IClusterApi api, IYamlCodec yaml, string revision, string namespaceName, CancellationToken cancellationToken)
    {
        ResourceRef place = new(ResourceType.ConfigMap, ConfigMapOf(revision), namespaceName);
        JsonObject configMap = await ReadConfigMapAsync(api, place, cancellationToken).ConfigureAwait(false);
        return InjectorConfig.Read(configMap, place, yaml);
    }

    /// <summary>The namespace in which the mesh of an <c>Istio</c> resource is installed.</summary>
    internal static string NamespaceOf(JsonObject istio) => IstioResource.Namespace(istio);

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
                    + $"it takes this rule. {RbacRule.For(exception)}.",
                exception);
        }
    }
}
