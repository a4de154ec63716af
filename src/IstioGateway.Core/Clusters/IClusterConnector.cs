namespace IstioGateway.Clusters;

/// <summary>The port that turns what people have (a kubeconfig, a server and a token, a pod's service account) into connections. It opens no socket.</summary>
public interface IClusterConnector
{
    /// <summary>Reads and merges kubeconfig files or text as kubectl does.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Kubeconfig"/>.</exception>
    KubeconfigSummary ReadKubeconfig(KubeconfigSource source);

    /// <summary>Makes a connection to one context of a kubeconfig.</summary>
    /// <param name="source">The kubeconfig.</param>
    /// <param name="contextName">Exact context name; <see langword="null"/> for the current context.</param>
    /// <param name="settings">How the connection behaves.</param>
    /// <param name="identity">Signs in instead of the context's user, of which only the impersonation is kept.</param>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Kubeconfig"/>, <see cref="ClusterErrorKind.Credential"/> or
    /// <see cref="ClusterErrorKind.ManagedIdentity"/>.</exception>
    ClusterConnection Connect(
        KubeconfigSource source, string? contextName, ConnectionSettings settings, ManagedIdentity? identity = null);

    /// <summary>Makes a connection to a server that is named outright, with no kubeconfig.</summary>
    /// <param name="target">The server and how to sign in to it.</param>
    /// <param name="settings">How the connection behaves.</param>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.InvalidTarget"/>, <see cref="ClusterErrorKind.Credential"/> or
    /// <see cref="ClusterErrorKind.ManagedIdentity"/>.</exception>
    ClusterConnection Connect(ServerTarget target, ConnectionSettings settings);

    /// <summary>
    /// Whether this process runs in a pod that was given a service account: the address of its API server is in the
    /// environment and a token is in the usual place (client-go <c>clientcmd.inClusterClientConfig.Possible</c>).
    /// </summary>
    bool IsInCluster { get; }

    /// <summary>Makes a connection to the cluster of the pod that this process runs in, as the pod's service account.</summary>
    /// <param name="name">What the cluster is called; <see langword="null"/> for <c>in-cluster</c>.</param>
    /// <param name="settings">How the connection behaves.</param>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.InvalidTarget"/> or <see cref="ClusterErrorKind.Credential"/>.</exception>
    ClusterConnection ConnectInCluster(string? name, ConnectionSettings settings);
}

/// <summary>Where a kubeconfig comes from.</summary>
public sealed record KubeconfigSource
{
    private KubeconfigSource()
    {
    }

    /// <summary>Files, merged first-wins; relative paths inside are relative to their own file.</summary>
    public IReadOnlyList<string> Paths { get; private init; } = [];

    /// <summary>The text itself; a secret.</summary>
    public string? Content { get; private init; }

    /// <summary>What a text is called in messages and in <see cref="ClusterEndpoint.Source"/>.</summary>
    public string TextOrigin { get; private init; } = "kubeconfig text";

    /// <summary>Whether a listed file that does not exist is skipped (as in <c>KUBECONFIG</c>) or an error (as in <c>--kubeconfig</c>).</summary>
    public bool SkipMissing { get; private init; }

    /// <summary>One file that must exist.</summary>
    public static KubeconfigSource File(string path) => new() { Paths = [path] };

    /// <summary>A list as in <c>KUBECONFIG</c>: missing files are skipped.</summary>
    public static KubeconfigSource FileList(IReadOnlyList<string> paths) => new() { Paths = paths, SkipMissing = true };

    /// <summary>Text.</summary>
    /// <param name="content">The kubeconfig.</param>
    /// <param name="origin">What it is called in messages; never a part of it.</param>
    public static KubeconfigSource Text(string content, string origin = "kubeconfig text") =>
        new() { Content = content, TextOrigin = origin };

    /// <summary>For messages: the paths, or what the text is called. Never the text.</summary>
    public override string ToString() => Content is null ? string.Join(Path.PathSeparator, Paths) : TextOrigin;
}

/// <summary>What a kubeconfig offers, without secrets.</summary>
/// <param name="Contexts">Its contexts in file order.</param>
/// <param name="CurrentContext">Its current context, if set.</param>
public sealed record KubeconfigSummary(IReadOnlyList<KubeconfigContext> Contexts, string? CurrentContext);

/// <summary>One context of a kubeconfig.</summary>
/// <param name="Name">Context name.</param>
/// <param name="Cluster">Name of its cluster entry.</param>
/// <param name="User">Name of its user entry.</param>
/// <param name="Server">Server address of the cluster entry, if it is there.</param>
/// <param name="File">The file that defines it; <see langword="null"/> for text.</param>
public sealed record KubeconfigContext(string Name, string Cluster, string? User, string? Server, string? File);

/// <summary>How a connection behaves.</summary>
public sealed record ConnectionSettings
{
    /// <summary>Told what happens on the wire (method, path, status, retries), without secrets. May be called on any thread.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>The clock of retries and expiries.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Sent as <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "IstioGateway";

    /// <summary>Longest time one attempt may wait for response headers.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A connection and what its user should be told about it.</summary>
/// <param name="Api">The connection.</param>
/// <param name="Warnings">Sentences for the warning stream, such as "TLS is not verified".</param>
public sealed record ClusterConnection(IClusterApi Api, IReadOnlyList<string> Warnings);
