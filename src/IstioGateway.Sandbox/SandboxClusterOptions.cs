namespace IstioGateway.Sandbox;

/// <summary>What an embedded cluster is started with.</summary>
public sealed record SandboxClusterOptions
{
    /// <summary>Name of the cluster in kubeconfigs.</summary>
    public string Name { get; init; } = "sandbox";

    /// <summary>The clock: creation times, ages, watch time-outs, delays of faults.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Its users; by default an <c>admin</c> that may do everything and a <c>viewer</c> that may do nothing.</summary>
    public IReadOnlyList<SandboxToken> Tokens { get; init; } = [new("admin", [AccessRule.All]), new("viewer", [])];

    /// <summary>Lets requests without credentials do everything. kubectl sends tokens over TLS only; this is for plain HTTP.</summary>
    public bool AnonymousIsAdmin { get; init; }

    /// <summary>How many nodes are made up when <see cref="NodeListJson"/> is not given.</summary>
    public int NodeCount { get; init; } = 5;

    /// <summary>How many of them report a kernel older than 4.11.</summary>
    public int OldKernelCount { get; init; } = 2;

    /// <summary>Container images each made-up node lists; 50 make a node of about 12 KB.</summary>
    public int ImagesPerNode { get; init; }

    /// <summary>The output of <c>kubectl get nodes -o json</c> to load instead of made-up nodes.</summary>
    public string? NodeListJson { get; init; }

    /// <summary>An <c>Istio</c> resource (YAML or JSON) to load; <see langword="null"/> for none.</summary>
    public string? IstioResource { get; init; }

    /// <summary>Whether the nodes' kernel column shows the kernel alone, as servers before 1.35 do, and not its architecture too.</summary>
    public bool PlainKernelColumn { get; init; }

    /// <summary>The version counter stands here once the cluster has started, if that is further than it got by itself.</summary>
    public long ResourceVersion { get; init; }

    /// <summary>Events kept per type; a watch from before them gets a 410.</summary>
    public int EventsKept { get; init; } = 1024;
}
