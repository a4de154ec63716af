using IstioGateway.Clusters;

namespace GatewayPs.Host.Modes;

/// <summary>Serves the embedded cluster to other programs until it is interrupted.</summary>
internal static class ServeMode
{
    public static async Task<int> RunAsync(Arguments.Serve serve, TextWriter output, CancellationToken cancellationToken)
    {
        AdapterLoader adapters = new(ModuleLocation.Adapters());
        SandboxOptions options = new()
        {
            NodeCount = serve.NodeCount,
            OldKernelCount = serve.OldKernelCount,
            RunControllers = !serve.Bare,
            HasIstio = !serve.Bare,
        };
        await using ISandbox sandbox = await adapters.Create<ISandboxLauncher>("IstioGateway.Sandbox")
            .StartAsync(
                options,
                adapters.Create<IClusterConnector>("IstioGateway.Kubernetes"),
                adapters.Create<IYamlCodec>("IstioGateway.Kubernetes"),
                cancellationToken)
            .ConfigureAwait(false);
        if (serve.KubeconfigOut is { } file)
        {
            await File.WriteAllTextAsync(file, sandbox.Kubeconfig, cancellationToken).ConfigureAwait(false);
        }

        await output.WriteLineAsync($"The embedded cluster listens on {sandbox.Server}").ConfigureAwait(false);
        await output.WriteLineAsync(serve.KubeconfigOut is { } path ? $"Its kubeconfig is in {path}" : sandbox.Kubeconfig)
            .ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        await Interruption.WaitAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
