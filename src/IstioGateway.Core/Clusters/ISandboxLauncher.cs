namespace IstioGateway.Clusters;

/// <summary>The port to the embedded cluster.</summary>
public interface ISandboxLauncher
{
    /// <summary>Starts an embedded cluster on a free loopback port, with its controllers running as clients of its API.</summary>
    /// <param name="options">What is in the cluster.</param>
    /// <param name="connector">Makes the controllers' own connection.</param>
    /// <param name="yaml">Writes the YAML that the controllers publish.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="FormatException">A node list or resource to load is malformed.</exception>
    Task<ISandbox> StartAsync(
        SandboxOptions options, IClusterConnector connector, IYamlCodec yaml, CancellationToken cancellationToken);
}

/// <summary>A running embedded cluster; disposing stops its controllers and its listener.</summary>
public interface ISandbox : IAsyncDisposable
{
    /// <summary>Base address of the API.</summary>
    Uri Server { get; }

    /// <summary>A kubeconfig with one context, <see cref="SandboxOptions.Name"/>, for any client.</summary>
    string Kubeconfig { get; }
}

/// <summary>What an embedded cluster starts with.</summary>
public sealed record SandboxOptions
{
    /// <summary>Context name.</summary>
    public string Name { get; init; } = "sandbox";

    /// <summary>How many nodes are made up when <see cref="NodeListJson"/> is not given.</summary>
    public int NodeCount { get; init; } = 5;

    /// <summary>How many of them report a kernel older than 4.11.</summary>
    public int OldKernelCount { get; init; } = 2;

    /// <summary>The output of <c>kubectl get nodes -o json</c> to load instead of made-up nodes.</summary>
    public string? NodeListJson { get; init; }

    /// <summary>An <c>Istio</c> resource (YAML or JSON) to load instead of the default one.</summary>
    public string? IstioResource { get; init; }

    /// <summary>Whether there is an <c>Istio</c> resource at all when <see cref="IstioResource"/> is not given.</summary>
    public bool HasIstio { get; init; } = true;

    /// <summary>Whether the simulated operator, istiod and kubelet run.</summary>
    public bool RunControllers { get; init; } = true;

    /// <summary>Time each simulated controller takes for one step.</summary>
    public TimeSpan ControllerDelay { get; init; } = TimeSpan.FromMilliseconds(150);
}
