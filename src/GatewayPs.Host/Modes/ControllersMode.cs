using IstioGateway.Clusters;

namespace GatewayPs.Host.Modes;

/// <summary>Runs the simulated operator and istiod against any API server until it is interrupted.</summary>
internal static class ControllersMode
{
    public static async Task<int> RunAsync(Arguments.Controllers controllers, TextWriter output, CancellationToken cancellationToken)
    {
        AdapterLoader adapters = new(ModuleLocation.Adapters());
        ClusterConnection connection;
        try
        {
            connection = adapters.Create<IClusterConnector>("IstioGateway.Kubernetes").Connect(
                KubeconfigSource.File(Path.GetFullPath(controllers.Kubeconfig)), controllers.Context, new ConnectionSettings());
        }
        catch (ClusterException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return 1;
        }

        using IClusterApi api = connection.Api;
        foreach (string warning in connection.Warnings)
        {
            await output.WriteLineAsync("WARNING: " + warning).ConfigureAwait(false);
        }

        await output.WriteLineAsync($"The controllers run against {api.Endpoint.Server} ({api.Endpoint.Name}).").ConfigureAwait(false);
        TextWriter shared = TextWriter.Synchronized(output);
        await adapters.Create<IMeshControllers>("IstioGateway.Sandbox").RunAsync(
            api, adapters.Create<IYamlCodec>("IstioGateway.Kubernetes"), new MeshControllerOptions { Trace = shared.WriteLine }, cancellationToken)
            .ConfigureAwait(false);
        return 0;
    }
}
