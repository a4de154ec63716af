using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Admission;

/// <summary>
/// Finds out what becomes of a gateway's pod: labels and selectors are looked at first, then the API server is asked in a dry run.
/// It changes nothing. One test serves many gateways of one cluster; nodes and webhooks are listed once.
/// </summary>
/// <param name="api">The connection.</param>
/// <param name="cluster">The cluster, for the records.</param>
public sealed class InjectionTest(IClusterApi api, IstioCluster? cluster)
{
    private Reading? _nodes;
    private Reading? _webhooks;

    /// <summary>Told of what may not be read, and what is not known for it; the results hold the same as a finding.</summary>
    public Action<ClusterException, string>? Denied { get; init; }

    /// <summary>The gateways in a namespace: its Deployments, or the built-in sample where there is none.</summary>
    /// <exception cref="ClusterException">They cannot be listed.</exception>
    public async Task<IReadOnlyList<InjectionSubject>> FindAsync(string namespaceName, CancellationToken cancellationToken)
    {
        // A namespace that is not there has an empty list of everything.
        await api.GetAsync(new ResourceRef(ResourceType.Namespace, namespaceName), cancellationToken).ConfigureAwait(false);
        ResourceList deployments = await api
            .ListAsync(ResourceType.Deployment, namespaceName, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        InjectionSubject[] gateways =
        [
            .. deployments.Items.Where(InjectionSubject.IsGateway)
                .OrderBy(deployment => deployment.Text("metadata", "name"), StringComparer.Ordinal)
                .Select(deployment => Subject(deployment)),
        ];
        return gateways.Length > 0 ? gateways : [InjectionSubject.SampleIn(namespaceName)];
    }

    /// <summary>A Deployment by its name.</summary>
    /// <exception cref="ClusterException">It cannot be read.</exception>
    /// <exception cref="FormatException">It has no containers.</exception>
    public async Task<InjectionSubject> FindAsync(string namespaceName, string deployment, CancellationToken cancellationToken) => Subject(
        await api.GetAsync(new ResourceRef(ResourceType.Deployment, deployment, namespaceName), cancellationToken).ConfigureAwait(false));

    /// <summary>Tests a gateway.</summary>
    /// <exception cref="ClusterException">
    /// The namespace cannot be read, pods may not be created, or the server cannot be reached. What else may not be read is a finding.
    /// </exception>
    public async Task<GatewayInjection> RunAsync(InjectionSubject subject, CancellationToken cancellationToken)
    {
        JsonObject space = await api.GetAsync(new ResourceRef(ResourceType.Namespace, subject.Namespace), cancellationToken).ConfigureAwait(false);
        _webhooks ??= await ListAsync(ResourceType.MutatingWebhookConfiguration, null, null, cancellationToken).ConfigureAwait(false);
        MutatingWebhook[]? webhooks = _webhooks.Items is null
            ? null
            : [.. _webhooks.Items.SelectMany(MutatingWebhook.Of).Where(webhook => webhook.IsInjector && webhook.Handles("CREATE", ResourceType.Pod))];
        List<InjectionFinding> findings =
        [
            .. SelectionFindings.Of(subject.Namespace, space.At("metadata", "labels"), subject.Workload.Pod, webhooks),
            .. WorkloadFindings.Of(subject.Workload.Pod),
        ];
        if (_webhooks.Failure is { } unlisted)
        {
            findings.Add(NotRead(unlisted, "Which revisions inject pods is not known."));
        }

        DryRunPod dryRun = await DryRunPod.CreateAsync(api, subject.Workload, cancellationToken).ConfigureAwait(false);
        if (dryRun.Refusal is { } refusal)
        {
            findings.Add(refusal);
        }

        GatewayInjection result = Described(subject, dryRun.Pod, findings);
        return dryRun.Pod is null
            ? result with { Findings = findings }
            : await LookAtAsync(subject, dryRun.Pod, result, findings, cancellationToken).ConfigureAwait(false);
    }

    private static InjectionSubject Subject(JsonObject deployment)
    {
        // Items of a list do not say what they are.
        deployment["apiVersion"] ??= ResourceType.Deployment.ApiVersion;
        deployment["kind"] ??= ResourceType.Deployment.Kind;
        return InjectionSubject.Of(deployment);
    }

    private GatewayInjection Described(InjectionSubject subject, JsonObject? pod, List<InjectionFinding> findings)
    {
        JsonObject? status = pod is null ? null : InjectedPod.StatusOf(pod);
        JsonObject? proxy = pod is null ? null : WorkloadFindings.Proxy(pod);
        bool injected = status is not null && proxy.Text("image") != "auto";
        if (pod is not null && !injected)
        {
            findings.Add(Findings.Error(
                InjectionFindingIds.NotInjected,
                status is null
                    ? "No webhook touched the pod: its image stays 'auto', which no registry has."
                    : "istiod injected nothing: the template is empty, and the image stays 'auto', which no registry has.",
                status is null ? null : "Remove-IstioGatewayTemplate brings the default template back."));
        }

        bool annotated = subject.Workload.Pod.Text("metadata", "annotations", PodInjector.TemplatesAnnotation) is not null;
        if (injected && annotated && (proxy.At("args") as JsonArray)?.Skip(1).FirstOrDefault()?.ToString() == "sidecar")
        {
            findings.Add(Findings.Error(
                InjectionFindingIds.SidecarInjected,
                "The proxy came out as a sidecar, which listens on no Gateway's port.",
                $"Set the annotation {PodInjector.TemplatesAnnotation}: gateway on the pod template."));
        }

        GatewayPodEffect? effect = pod is null || !injected ? null : PrivilegedPortRule.Judge(pod);
        return new GatewayInjection
        {
            Cluster = cluster,
            Namespace = subject.Namespace,
            Workload = subject.Name,
            Injected = injected,
            Revision = injected ? status.Text("revision") : null,
            Templates = [.. (subject.Workload.Pod.Text("metadata", "annotations", PodInjector.TemplatesAnnotation) ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            Image = proxy.Text("image"),
            PodSecurityContext = effect?.PodSecurityContext ?? "",
            ContainerSecurityContext = effect?.ContainerSecurityContext ?? "",
            OldKernel = effect?.OldKernel,
            NewKernel = effect?.NewKernel,
        };
    }

    private async Task<GatewayInjection> LookAtAsync(
        InjectionSubject subject, JsonObject pod, GatewayInjection result, List<InjectionFinding> findings, CancellationToken cancellationToken)
    {
        GatewayPodEffect? effect = result.Injected ? PrivilegedPortRule.Judge(pod) : null;
        _nodes ??= await ListAsync(ResourceType.Node, null, null, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<GatewayNode> nodes = NodeJudgement.Of(pod, effect, _nodes.Items ?? []);
        Note(nodes, _nodes, result.Injected, findings);
        Reading services = await ListAsync(ResourceType.Service, subject.Namespace, null, cancellationToken).ConfigureAwait(false);
        if (result.Injected)
        {
            Note(ServicePorts.Privileged(services.Items ?? [], pod), nodes, effect, findings);
        }

        if (services.Failure is { } unlisted)
        {
            findings.Add(NotRead(unlisted, "Which ports the gateway has to listen on is not known."));
        }

        IReadOnlyList<string> stale = await StaleAsync(subject, pod, result.Injected, findings, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Nodes = _nodes.Items is null ? null : [.. nodes.Where(node => node.TakesPod && Starts(node)).Select(node => node.Name)],
            NodesThatCannotStart = [.. nodes.Where(node => node.TakesPod && !Starts(node)).Select(node => node.Name)],
            NodeResults = nodes,
            StalePods = stale,
            Findings = findings,
        };
    }

    private static bool Starts(GatewayNode node) => node.PrivilegedPorts != PortBinding.PodDoesNotStart;

    private void Note(IReadOnlyList<GatewayNode> nodes, Reading reading, bool injected, List<InjectionFinding> findings)
    {
        if (reading.Failure is { } failure)
        {
            findings.Add(NotRead(failure, "On which nodes the gateway can run is not known."));
            return;
        }

        GatewayNode[] taking = [.. nodes.Where(node => node.TakesPod)];
        if (taking.Length == 0)
        {
            findings.Add(Findings.Error(
                InjectionFindingIds.NoNode,
                nodes.Count == 0 ? "The cluster has no node." : $"No node takes the pod. {nodes[0].Name}: {nodes[0].Reason}",
                "Look at nodeSelector, affinity and tolerations of the pod template."));
        }

        if (!injected)
        {
            return;
        }

        GatewayNode[] failing = [.. taking.Where(node => !Starts(node))];
        if (failing.Length > 0)
        {
            string what = $"The pod does not start on {Count(failing.Length, taking.Length)} that can take it ({Names(failing)}). {failing[0].Name}: {failing[0].Reason}";
            const string Advice = "New-GatewayTemplatePatch | Set-IstioGatewayTemplate takes the sysctl out of the template; or keep the gateway off these nodes with a nodeSelector.";
            findings.Add(failing.Length == taking.Length
                ? Findings.Error(InjectionFindingIds.NodesCannotStart, what, Advice)
                : Findings.Warning(InjectionFindingIds.NodesCannotStart, what, Advice));
        }

        GatewayNode[] unknown = [.. taking.Where(node => node.PrivilegedPorts is null)];
        if (unknown.Length > 0)
        {
            findings.Add(Findings.Warning(
                InjectionFindingIds.KernelUnknown, $"Whether the pod starts is not known on {Names(unknown)}: {unknown[0].Reason}"));
        }
    }

    private static void Note(IReadOnlyList<string> ports, IReadOnlyList<GatewayNode> nodes, GatewayPodEffect? effect, List<InjectionFinding> findings)
    {
        GatewayNode[] started = [.. nodes.Where(node => node.TakesPod && Starts(node))];
        GatewayNode[] without = [.. started.Where(node => node.PrivilegedPorts is PortBinding.No or PortBinding.DependsOnRuntime)];
        bool nowhereKnown = nodes.Count == 0 && effect?.NewKernel is not PortBinding.Yes;
        if (ports.Count == 0 || (without.Length == 0 && !nowhereKnown))
        {
            return;
        }

        string where = without.Length == 0 ? "" : $" on {Count(without.Length, started.Length)} ({Names(without)}). {without[0].Reason}";
        findings.Add(Findings.Warning(
            InjectionFindingIds.TargetPortPrivileged,
            $"A Service sends traffic to ports below 1024 ({string.Join("; ", ports)}), on which the gateway may not be able to listen{where}",
            "Set targetPort to a port from 1024 up, such as 8080 for 80 and 8443 for 443; Gateway resources keep their port numbers."));
    }

    private async Task<IReadOnlyList<string>> StaleAsync(
        InjectionSubject subject, JsonObject pod, bool injected, List<InjectionFinding> findings, CancellationToken cancellationToken)
    {
        if (!injected || subject.PodSelector is null)
        {
            return [];
        }

        Reading pods = await ListAsync(ResourceType.Pod, subject.Namespace, subject.PodSelector, cancellationToken).ConfigureAwait(false);
        if (pods.Failure is { } failure)
        {
            findings.Add(NotRead(failure, "Which running pods have to be recreated is not known."));
        }

        IReadOnlyList<string> stale = StalePods.Among(pods.Items ?? [], pod);
        if (stale.Count > 0)
        {
            findings.Add(Findings.Warning(
                InjectionFindingIds.StalePods,
                $"Running pods keep the security context they were made with and have to be recreated: {string.Join(", ", stale)}.",
                HowToRecreate(subject)));
        }

        return stale;
    }

    /// <summary>All pods, since some that are to be recreated may well run; of workloads that are no Deployment, as kubectl does it.</summary>
    private static string HowToRecreate(InjectionSubject subject) => subject.Workload.Owner is { Kind: "Deployment" } deployment
        ? $"Restart-GatewayWorkload {deployment.Name} -Namespace {subject.Namespace} -All"
        : $"kubectl -n {subject.Namespace} rollout restart {subject.Name.ToLowerInvariant()}";

    private async Task<Reading> ListAsync(ResourceType type, string? space, string? labels, CancellationToken cancellationToken)
    {
        try
        {
            ResourceList list = await api.ListAsync(type, space, new ResourceSelection(LabelSelector: labels), cancellationToken).ConfigureAwait(false);
            return new Reading(list.Items, Failure: null);
        }
        catch (ClusterException failure) when (failure.Kind == ClusterErrorKind.Forbidden)
        {
            return new Reading(Items: null, failure);
        }
    }

    private InjectionFinding NotRead(ClusterException failure, string consequence)
    {
        Denied?.Invoke(failure, consequence);
        return Findings.Denied(failure, consequence);
    }

    private static string Count(int some, int all) => some == all
        ? string.Create(CultureInfo.InvariantCulture, $"all {all} nodes")
        : string.Create(CultureInfo.InvariantCulture, $"{some} of {all} nodes");

    private static string Names(GatewayNode[] nodes)
    {
        const int Shown = 5;
        string names = string.Join(", ", nodes.Take(Shown).Select(node => node.Name));
        return nodes.Length <= Shown ? names : string.Create(CultureInfo.InvariantCulture, $"{names} and {nodes.Length - Shown} more");
    }

    private sealed record Reading(IReadOnlyList<JsonObject>? Items, ClusterException? Failure);
}
