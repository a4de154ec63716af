using IstioGateway.Clusters;

namespace IstioGateway.Commands.Connections;

/// <summary>
/// Where the ports get their implementations: from <c>deps/</c> beside this assembly, in a load context of their own.
/// Adapters keep no state, so a new one for each caller costs nothing and shares nothing between runspaces.
/// </summary>
internal static class Adapters
{
    private static readonly AdapterLoader Loader = new(
        Path.Combine(Path.GetDirectoryName(typeof(Adapters).Assembly.Location)!, "deps"));

    public static IClusterConnector Connector() => Loader.Create<IClusterConnector>("IstioGateway.Kubernetes");

    public static IYamlCodec Yaml() => Loader.Create<IYamlCodec>("IstioGateway.Kubernetes");

    public static ITextDiffer Differ() => Loader.Create<ITextDiffer>("IstioGateway.Kubernetes");

    public static INodeListReader NodeListReader() => Loader.Create<INodeListReader>("IstioGateway.Kubernetes");

    public static ISandboxLauncher SandboxLauncher() => Loader.Create<ISandboxLauncher>("IstioGateway.Sandbox");
}
