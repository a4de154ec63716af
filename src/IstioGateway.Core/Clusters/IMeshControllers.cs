namespace IstioGateway.Clusters;

/// <summary>
/// The port to the simulated Sail Operator and istiod, and to what runs pods: ordinary clients of an API server, so that they run
/// against the embedded cluster and against any other one that has the Sail Operator's resource definitions.
/// </summary>
public interface IMeshControllers
{
    /// <summary>Runs the controllers until the token ends them. Failures of the API server are traced and survived.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="yaml">Writes the injector ConfigMap's <c>config</c>.</param>
    /// <param name="options">Their pace.</param>
    /// <param name="cancellationToken">Ends them.</param>
    Task RunAsync(IClusterApi api, IYamlCodec yaml, MeshControllerOptions options, CancellationToken cancellationToken);
}

/// <summary>How the simulated controllers behave.</summary>
public sealed record MeshControllerOptions
{
    /// <summary>Time each controller takes for one step.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>
    /// Whether Deployments are made into pods that a simulated scheduler places and simulated kubelets run. Only for an API server
    /// that has no controller manager, scheduler and kubelets of its own: they would fight, and pods would claim to run that do not.
    /// </summary>
    public bool SimulateWorkloads { get; init; }

    /// <summary>Their clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told what they do, one sentence each.</summary>
    public Action<string>? Trace { get; init; }
}
