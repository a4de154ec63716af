using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Injection;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Templates;

/// <summary>Reads what istiod of a mesh injects with; where its mesh configuration cannot be read, Istio's defaults stand in.</summary>
internal static class MeshSettings
{
    public static async Task<InjectionSettings> ReadAsync(
        IstioCluster cluster, LiveInjector injector, IClusterApi api, IPipeline pipeline, CancellationToken cancellationToken)
    {
        MeshConfigReading mesh = await MeshConfigReader
            .ReadAsync(api, Adapters.Yaml(), injector.Revision, injector.Config.Place.Namespace!, cancellationToken).ConfigureAwait(false);
        TellDefaults(mesh, cluster, pipeline);
        return injector.Config.Settings(injector.Revision, mesh.MeshConfig);
    }

    /// <summary>Says why Istio's defaults stand in, where they do: a warning where a right would help.</summary>
    public static void TellDefaults(MeshConfigReading mesh, IstioCluster cluster, IPipeline pipeline)
    {
        if (mesh.Denied is { } denied)
        {
            pipeline.WarnOf(cluster, "MeshConfigDenied", denied);
        }
        else if (mesh.WhyDefault is not null)
        {
            pipeline.WriteVerbose(Messages.Get("MeshConfigDefault", cluster.Name, mesh.WhyDefault));
        }
    }
}
