using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Workloads;

/// <summary>
/// Finds the gateways of one cluster and judges their pods. The Deployments are listed at once, pods by the selectors of those
/// that are gateways; nodes, events and dry runs are asked for only where a verdict depends on them.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="cluster">What the results name as theirs.</param>
public sealed class WorkloadReader(IClusterApi api, IstioCluster? cluster = null)
{
    /// <summary>By this label pods ask for injection that belong to no Deployment, such as those of the chart's DaemonSet.</summary>
    private static readonly ResourceSelection AskingForInjection = new(LabelSelector: $"{InjectionPolicy.InjectName}=true");

    private readonly WorkloadContext _context = new(api);
    private readonly Dictionary<string, JsonObject> _deployments = new(StringComparer.Ordinal);

    /// <summary>What could not be read, and why; each kind once.</summary>
    public IReadOnlyList<WorkloadGap> Gaps => _context.Gaps;

    /// <summary>Reads and judges.</summary>
    /// <param name="query">Which are meant.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>One for each pod and each Deployment without pods, sorted by namespace, owner and pod.</returns>
    /// <exception cref="ClusterException">Deployments or pods cannot be listed. What else cannot be read is a gap.</exception>
    public async Task<IReadOnlyList<GatewayWorkloadStatus>> ReadAsync(WorkloadQuery query, CancellationToken cancellationToken)
    {
        List<PodSituation> pods = [];
        List<GatewayWorkloadStatus> found = [];
        foreach (string? place in query.Namespaces ?? (IReadOnlyList<string?>)[null])
        {
            IReadOnlyList<JsonObject> deployments = await ListAsync(
                ResourceType.Deployment, place, ResourceSelection.All, query, cancellationToken).ConfigureAwait(false);
            foreach (JsonObject deployment in deployments)
            {
                if (GatewaySigns.OfDeployment(deployment) is { } kind && query.AcceptsName(deployment.Text("metadata", "name") ?? ""))
                {
                    _deployments[Key(deployment)] = deployment;
                    IReadOnlyList<PodSituation> own = await PodsOfAsync(deployment, kind, cancellationToken).ConfigureAwait(false);
                    pods.AddRange(own);
                    if (own.Count == 0)
                    {
                        found.Add(EmptyDeploymentJudge.Judge(deployment, kind, cluster));
                    }
                }
            }

            pods.AddRange(await OtherPodsAsync(place, query, deployments, pods, cancellationToken).ConfigureAwait(false));
        }

        string[] nodes = [.. pods.Select(NodeOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        await _context.ReadNodesAsync(nodes, cancellationToken).ConfigureAwait(false);
        foreach (PodSituation pod in pods)
        {
            found.Add(await JudgeAsync(pod, cancellationToken).ConfigureAwait(false));
        }

        return
        [
            .. found.OrderBy(item => item.Namespace, StringComparer.Ordinal)
                .ThenBy(item => item.Owner, StringComparer.Ordinal)
                .ThenBy(item => item.Pod, StringComparer.Ordinal),
        ];
    }

    /// <summary>What a pod made now would be in the place of one that was read; <see langword="null"/> where that cannot be told.</summary>
    internal async Task<FreshPod?> FreshAsync(GatewayWorkloadStatus pod, CancellationToken cancellationToken) =>
        _deployments.TryGetValue($"{pod.Namespace}/{pod.Deployment}", out JsonObject? deployment)
            ? await _context.FreshAsync(deployment, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The nodes, whole; <see langword="null"/> where they may not be read.</summary>
    internal Task<IReadOnlyList<JsonObject>?> WholeNodesAsync(CancellationToken cancellationToken) => _context.WholeNodesAsync(cancellationToken);

    private async Task<GatewayWorkloadStatus> JudgeAsync(PodSituation pod, CancellationToken cancellationToken)
    {
        string place = pod.Pod.Text("metadata", "namespace") ?? "";
        PodSituation known = pod with { Node = _context.Node(NodeOf(pod)) };
        if (!GatewayPodJudge.IsReady(pod.Pod))
        {
            known = known with { Events = await _context.EventsAsync(place, cancellationToken).ConfigureAwait(false) };
        }

        if (GatewayPodJudge.DependsOnFreshPod(known))
        {
            known = known with
            {
                Fresh = pod.Deployment is null ? null : await _context.FreshAsync(pod.Deployment, cancellationToken).ConfigureAwait(false),
                Namespace = GatewaySigns.IsInjected(pod.Pod) ? null : await _context.NamespaceAsync(place, cancellationToken).ConfigureAwait(false),
            };
        }

        return GatewayPodJudge.Judge(known, cluster);
    }

    private static string? NodeOf(PodSituation pod) => pod.Pod.Text("spec", "nodeName") is { Length: > 0 } name ? name : null;

    private async Task<IReadOnlyList<JsonObject>> ListAsync(
        ResourceType type, string? place, ResourceSelection selection, WorkloadQuery query, CancellationToken cancellationToken)
    {
        ResourceList list = await api.ListAsync(type, place, selection, cancellationToken).ConfigureAwait(false);
        return [.. list.Items.Where(item => query.AcceptsNamespace(item.Text("metadata", "namespace") ?? ""))];
    }

    private async Task<IReadOnlyList<PodSituation>> PodsOfAsync(JsonObject deployment, GatewayWorkloadKind kind, CancellationToken cancellationToken)
    {
        string name = deployment.Text("metadata", "name") ?? "";
        string place = deployment.Text("metadata", "namespace") ?? "";
        ResourceSelection selection = new(LabelSelector: SelectorText.Of(deployment.At("spec", "selector") as JsonObject));
        ResourceList list = await api.ListAsync(ResourceType.Pod, place, selection, cancellationToken).ConfigureAwait(false);

        // A selector may find what another controller made; the owner decides.
        return
        [
            .. list.Items.Where(pod => PodOwner.Of(pod) is { Kind: "Deployment" } owner && owner.Name == name)
                .Select(pod => new PodSituation { Kind = kind, Pod = pod, Deployment = deployment }),
        ];
    }

    private async Task<IReadOnlyList<PodSituation>> OtherPodsAsync(
        string? place, WorkloadQuery query, IReadOnlyList<JsonObject> deployments, List<PodSituation> known, CancellationToken cancellationToken)
    {
        HashSet<string> seen = [.. known.Select(situation => Key(situation.Pod))];
        List<PodSituation> others = [];
        foreach (JsonObject pod in await ListAsync(ResourceType.Pod, place, AskingForInjection, query, cancellationToken).ConfigureAwait(false))
        {
            PodOwner owner = PodOwner.Of(pod);
            if (GatewaySigns.OfPod(pod) is { } kind && query.AcceptsName(owner.Name) && seen.Add(Key(pod)))
            {
                JsonObject? deployment = owner.Kind != "Deployment" ? null : deployments.FirstOrDefault(item =>
                    item.Text("metadata", "name") == owner.Name && item.Text("metadata", "namespace") == owner.Namespace);
                others.Add(new PodSituation { Kind = kind, Pod = pod, Deployment = deployment });
            }
        }

        return others;
    }

    private static string Key(JsonObject item) => $"{item.Text("metadata", "namespace")}/{item.Text("metadata", "name")}";
}
