using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>One request of one cmdlet that a fault can hit, or the requests of a whole pipeline.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Script">What runs; <c>$cluster</c> and <c>$timeout</c> are set.</param>
/// <param name="Requests">The requests that are hit, in their order.</param>
internal sealed record FaultStep(string Name, string Script, IReadOnlyList<FaultTarget> Requests)
{
    public const string Wanted = "spec: {containers: [{name: istio-proxy, image: proxy}]} # wanted";

    private static readonly FaultTarget Nodes = new("list", ResourceType.Node);
    private static readonly FaultTarget Read = new("get", ResourceType.Istio);
    private static readonly FaultTarget ConfigMap = new("get", ResourceType.ConfigMap);
    private static readonly FaultTarget Write = new("patch", ResourceType.Istio);
    private static readonly FaultTarget Revision = new("get", ResourceType.IstioRevision);
    private static readonly FaultTarget Watch = new("watch", ResourceType.Istio);

    /// <summary>Those of the pipeline that changes a template, in the order of the tables' columns.</summary>
    public static IReadOnlyList<FaultStep> OfTemplates { get; } =
    [
        new("connect", "Connect-IstioCluster -Kubeconfig $kubeconfig | Get-NodeKernel -Timeout $timeout 5>&1 | Watch-Debug", [Nodes])
        {
            UsesOwnConnection = true,
        },
        new("nodes", "$cluster | Get-NodeKernel -Timeout $timeout", [Nodes]),
        new("live read", LivePatch, [Read]),
        new("live configmap", LivePatch, [ConfigMap]),
        new("set read", Set, [Read]),
        new("set write", Set, [Write]),
        new("remove read", Remove, [Read]) { Overridden = true },
        new("remove write", Remove, [Write]) { Overridden = true },
        new("wait read", Wait, [Read]),
        new("wait watch", Wait, [Watch]) { ReadyOnceWatched = true },
        new("rollout revision", Rollout, [Revision]) { Overridden = true },
        new("rollout configmap", Rollout, [ConfigMap]) { Overridden = true },
        new(
            "pipeline",
            "$cluster | Get-NodeKernel -Timeout $timeout | New-GatewayTemplatePatch -WarningAction Ignore -Timeout $timeout"
                + " | Set-IstioGatewayTemplate -Timeout $timeout | Wait-IstioReady -Timeout $timeout",
            [Nodes, Read, ConfigMap, Write, Watch])
        {
            ReadyOnceWatched = true,
        },
    ];

    /// <summary>Those of the cmdlets that write what gateways are made of, in the order of the tables' columns.</summary>
    public static IReadOnlyList<FaultStep> OfGatewayWrites { get; } =
    [
        new("publish namespace", Publish, [new("get", ResourceType.Namespace)]) { Subject = new ManifestSubject(), Proofs = Published },
        new("publish read", Publish, [new("get", ResourceType.Deployment)]) { Subject = new ManifestSubject(), Proofs = Published },
        new("publish write", Publish, [new("patch", ResourceType.Deployment)]) { Subject = new ManifestSubject(), Proofs = Published },

        // The first read of the Deployment is that before it is written.
        new("publish wait", $"{Publish} -Wait", [new("get", ResourceType.Deployment) { Skip = 1 }])
        {
            Subject = new ManifestSubject(),
            Proofs = Published,
        },
        new("restart read", Restart, [new("list", ResourceType.Deployment)]) { Subject = new PodsSubject(), Proofs = Recreated },
        new("restart access", Restart, [new("create", HookedApi.AccessReview)]) { Subject = new PodsSubject(), Proofs = Recreated },

        // The first pod is evicted and replaced before the fault.
        new("restart evict", Restart, [new("create", ResourceType.Pod) { Subresource = "eviction", Skip = 1 }])
        {
            Subject = new PodsSubject(),
            Proofs = Recreated,
        },

        // Pods are listed twice, by their selector and by their label: for the plan, and before the first pod is evicted.
        new("restart look", Restart, [new("list", ResourceType.Pod) { Skip = 4 }]) { Subject = new PodsSubject(), Proofs = Recreated },
    ];

    /// <summary>Those of the cmdlets that look at gateways, in the order of the tables' columns.</summary>
    public static IReadOnlyList<FaultStep> OfGatewayReads { get; } =
    [
        new("workloads read", Workloads, [new("list", ResourceType.Deployment)]) { Subject = new PodsSubject(), Proofs = Seen, Faults = Fault.OfEachKind },
        new("workloads nodes", Workloads, [new("get", ResourceType.Node)]) { Subject = new PodsSubject(), Proofs = Seen, Faults = Fault.OfEachKind },
        new("injection read", Injection, [new("get", ResourceType.Namespace)]) { Subject = new PodsSubject(), Proofs = Tested, Faults = Fault.OfEachKind },
        new("injection dry run", Injection, [new("create", ResourceType.Pod)]) { Subject = new PodsSubject(), Proofs = Tested, Faults = Fault.OfEachKind },
        new("injection nodes", Injection, [new("list", ResourceType.Node)]) { Subject = new PodsSubject(), Proofs = Tested, Faults = Fault.OfEachKind },
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FaultStep> All { get; } = [.. OfTemplates, .. OfGatewayWrites, .. OfGatewayReads];

    /// <summary>What it is about.</summary>
    public FaultSubject Subject { get; private init; } = new IstioSubject();

    /// <summary>The faults that it is tried with.</summary>
    public IReadOnlyList<Fault> Faults { get; private init; } = Fault.All;

    /// <summary>Whether the script connects by itself, on the real clock, rather than through the test's quick one.</summary>
    public bool UsesOwnConnection { get; private init; }

    /// <summary>Whether the resource has an override to begin with.</summary>
    public bool Overridden { get; private init; }

    /// <summary>Whether the resource becomes Ready only when it is watched.</summary>
    public bool ReadyOnceWatched { get; private init; }

    /// <summary>Whether results stream, so that some may come before an error.</summary>
    public bool IsList => Requests is [{ Verb: "list" }];

    private const string LivePatch = "$cluster | New-GatewayTemplatePatch -Base Live -WarningAction Ignore -Timeout $timeout";
    private const string Set = $"$cluster | Set-IstioGatewayTemplate -Template '{Wanted}' -Timeout $timeout";
    private const string Remove = "$cluster | Remove-IstioGatewayTemplate -Timeout $timeout";
    private const string Wait = "$cluster | Wait-IstioReady -Timeout $timeout";

    private const string Rollout = $"$cluster | Wait-IstioReady -Template '{Wanted}' -Timeout $timeout";

    private static string Publish =>
        $"Publish-GatewayManifest -Cluster $cluster -Manifest '{ManifestSubject.Manifest}' -SkipInjectionCheck -Timeout $timeout";

    private const string Restart = "$cluster | Restart-GatewayWorkload -Timeout $timeout";
    private const string Workloads = "$cluster | Get-GatewayWorkload -Timeout $timeout";
    private const string Injection = $"Test-GatewayInjection {GatewayObjects.Place} -Cluster $cluster -Timeout $timeout";

    private static string[] Published => ["ServiceAccount Created", "Deployment Created", "Service Created"];
    private static string[] Recreated => ["edge-6c-a Recreated edge-6c-c", "edge-6c-b Recreated edge-6c-d"];
    private static string[] Seen => ["edge-6c-a Recreate", "edge-6c-b Recreate", "3.10.0"];
    private static string[] Tested => ["Deployment/edge", "StalePods", "edge-6c-a"];

    private readonly IReadOnlyList<string>? _proofs;

    /// <summary>What an undisturbed run shows in its results or leaves in the resource.</summary>
    public IReadOnlyList<string> Proofs
    {
        get => _proofs ?? OfTemplate;
        private init => _proofs = value;
    }

    private IReadOnlyList<string> OfTemplate => Requests switch
    {
        [{ Verb: "list" }] => ["control-plane-1 5.14.0", "worker-01 ", "3.10.0", "Yes"],
        _ when Script == LivePatch => ["sysctls: []"],
        _ when Script == Set => ["True 2 gateway", Wanted, "hello: world", "PILOT_ENABLE_STATUS"],
        _ when Script == Remove => ["True 2 gateway", "generation 2", "hello: world"],
        _ when Script is Wait or Rollout => ["True 1 1", "generation 1"],
        _ => ["True 2 2", "sysctls: []", "hello: world"],
    };

    public override string ToString() => Name;
}

/// <summary>A kind of request.</summary>
/// <param name="Verb">Kubernetes verb.</param>
/// <param name="Type">What it is about.</param>
internal sealed record FaultTarget(string Verb, ResourceType Type)
{
    /// <summary>The part of it that is meant, such as <c>eviction</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>How many of them go well first.</summary>
    public int Skip { get; init; }

    /// <summary>Regular expression for their path and query.</summary>
    public string Path => $"/{Type.Plural}(/[^/?]+)?{(Subresource is null ? "" : $"/{Subresource}")}([?]|$)";
}
