using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// Reads the mesh configuration from ConfigMap <c>istio</c>, or <c>istio-REVISION</c> (the istiod chart's configmap.yaml). A mesh
/// may keep it elsewhere and a caller may not be allowed to read it; templates take little from it, so defaults then stand in.
/// </summary>
public static class MeshConfigReader
{
    private const string Name = "istio";
    private const string DefaultRevision = "default";

    /// <summary>Reads it.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="yaml">Reads the ConfigMap's key <c>mesh</c>.</param>
    /// <param name="revision">Name of the revision.</param>
    /// <param name="namespaceName">Namespace of the control plane.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">The server cannot be reached.</exception>
    public static async Task<MeshConfigReading> ReadAsync(
        IClusterApi api, IYamlCodec yaml, string revision, string namespaceName, CancellationToken cancellationToken)
    {
        ResourceRef place = new(ResourceType.ConfigMap, revision == DefaultRevision ? Name : $"{Name}-{revision}", namespaceName);
        try
        {
            JsonObject configMap = await api.ReadAsync(place, cancellationToken).ConfigureAwait(false);
            return configMap.Text("data", "mesh") is not { } text
                ? Default("it has no key 'mesh'")
                : yaml.Read(text) is not JsonObject mesh
                    ? Default("its key 'mesh' is no mapping")
                    : new MeshConfigReading(InjectionDefaults.MeshConfig(mesh), WhyDefault: null);
        }
        catch (ClusterException exception) when (exception.Kind is ClusterErrorKind.ResourceNotFound or ClusterErrorKind.Forbidden)
        {
            return Default(exception.ServerMessage ?? exception.Message) with
            {
                Denied = exception.Kind == ClusterErrorKind.Forbidden ? exception : null,
            };
        }
        catch (FormatException exception)
        {
            return Default($"its key 'mesh' is no YAML: {exception.Message}");
        }

        MeshConfigReading Default(string why) =>
            new(InjectionDefaults.MeshConfig(), $"ConfigMap {place.Namespace}/{place.Name} was not used: {why}");
    }
}

/// <summary>A mesh configuration, and where it comes from.</summary>
/// <param name="MeshConfig">The configuration, over Istio's defaults.</param>
/// <param name="WhyDefault">Why it is only the defaults; <see langword="null"/> when the mesh's own was read.</param>
public sealed record MeshConfigReading(JsonObject MeshConfig, string? WhyDefault)
{
    /// <summary>The denial, where it is only the defaults because there is no right to read the mesh's own.</summary>
    public ClusterException? Denied { get; init; }
}
