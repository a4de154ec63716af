using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Kernels;

namespace IstioGateway.Workloads;

/// <summary>Judges one pod of a gateway: whether it starts where it is, and what is to be done if not.</summary>
internal sealed class GatewayPodJudge
{
    private readonly PodSituation _situation;
    private readonly JsonObject _pod;
    private readonly KernelDecision _kernel;
    private readonly PodTrouble _trouble;
    private readonly GatewayPodEffect? _effect;

    private GatewayPodJudge(PodSituation situation)
    {
        _situation = situation;
        _pod = situation.Pod;
        _kernel = situation.Node is { } node
            ? KernelRule.Decide(node, KernelRule.DefaultMinimum)
            : new KernelDecision(null, TemplateRequirement.Unknown, "The node's kernel is not known.");
        _trouble = PodTrouble.Of(_pod, situation.Events);
        _effect = PrivilegedPortRule.Judge(_pod);
        HasSysctl = GatewaySigns.HasSysctl(_pod);
        Injected = GatewaySigns.IsInjected(_pod);
        Ready = IsReady(_pod);
    }

    private bool HasSysctl { get; }

    private bool Injected { get; }

    private bool Ready { get; }

    private bool LacksInjection => _situation.Kind == GatewayWorkloadKind.Injected && !Injected;

    private bool IsStoppedBySysctl => !Ready && HasSysctl && (_trouble.Kind == PodTroubleKind.SysctlUnknown
        || (_kernel.Requirement == TemplateRequirement.Yes && !HasStarted && !IsOver));

    /// <summary>Whether its sandbox was made once: then no sysctl stands in its way.</summary>
    private bool HasStarted => _pod.Text("status", "phase") == "Running";

    private bool IsOver => _pod.Text("status", "phase") is "Succeeded" or "Failed";

    private bool IsLeaving => _pod.At("metadata", "deletionTimestamp") is not null;

    /// <summary>Judges a pod.</summary>
    /// <param name="situation">What is known of it.</param>
    /// <param name="cluster">Its cluster.</param>
    public static GatewayWorkloadStatus Judge(PodSituation situation, IstioCluster? cluster) => new GatewayPodJudge(situation).Status(cluster);

    /// <summary>Whether the verdict depends on what a pod made now would be, so that it is worth asking.</summary>
    public static bool DependsOnFreshPod(PodSituation situation)
    {
        GatewayPodJudge judge = new(situation);
        return !judge.IsLeaving && !judge.Ready
            && (judge.IsStoppedBySysctl || (!judge.IsOver && (judge.LacksInjection || judge.BreaksNonRootPolicy)));
    }

    /// <summary>Whether a pod is Ready; one that is being deleted is not.</summary>
    public static bool IsReady(JsonObject pod) => pod.At("metadata", "deletionTimestamp") is null
        && (pod.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>()
            .Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    private bool BreaksNonRootPolicy => _trouble.Kind == PodTroubleKind.NonRootPolicy
        || (!Ready && !HasStarted && ProxySecurity.Of(_pod) is { User: 0, RunAsNonRoot: true });

    private GatewayWorkloadStatus Status(IstioCluster? cluster)
    {
        PodVerdict verdict = Verdict();
        PodOwner owner = PodOwner.Of(_pod);
        return new GatewayWorkloadStatus
        {
            Cluster = cluster,
            Namespace = _pod.Text("metadata", "namespace") ?? "",
            Deployment = owner.Kind == "Deployment" ? owner.Name : "",
            Owner = owner.Kind == "Pod" ? "" : $"{owner.Kind}/{owner.Name}",
            Pod = _pod.Text("metadata", "name") ?? "",
            Uid = _pod.Text("metadata", "uid") ?? "",
            IsLeaving = IsLeaving,
            Trouble = _trouble.Kind,
            Kind = _situation.Kind,
            Injected = Injected,
            Template = WorkloadTexts.Template(_pod, _situation.Kind),
            Revision = RevisionOf(_pod),
            Node = _pod.Text("spec", "nodeName") ?? "",
            KernelVersion = _situation.Node?.KernelVersion ?? "",
            RequiresTemplate = _kernel.Requirement,
            HasSysctl = HasSysctl,
            Phase = _pod.Text("status", "phase") ?? "",
            Ready = Ready,
            CanStart = CanStart(),
            PrivilegedPorts = LacksInjection ? null : Binding()?.Binding,
            Reason = verdict.Reason,
            Action = verdict.Action,
            Advice = verdict.Advice,
        };
    }

    private bool? CanStart()
    {
        if (Ready)
        {
            return true;
        }

        if (LacksInjection || IsStoppedBySysctl || BreaksNonRootPolicy)
        {
            return false;
        }

        // By the rule it starts; where it lies on what the rule does not see, the reason says so.
        return Binding() is { } known ? known.Binding != PortBinding.PodDoesNotStart
            : _effect is { OldKernel: not PortBinding.PodDoesNotStart, NewKernel: not PortBinding.PodDoesNotStart } ? true
            : null;
    }

    /// <summary>What the rule says for the node's kernel; <see langword="null"/> where the kernel or the proxy is not known.</summary>
    private (PortBinding Binding, string Reason)? Binding()
    {
        if (_effect is null)
        {
            return null;
        }

        bool old = _kernel.Requirement == TemplateRequirement.Yes;
        if (Ready && old && HasSysctl)
        {
            // It runs, so the kernel has the sysctl whatever its number says, and it counts as the newer ones do.
            old = false;
        }

        return _kernel.Requirement == TemplateRequirement.Unknown
            ? _effect.OldKernel == _effect.NewKernel ? (_effect.NewKernel, _effect.NewKernelReason) : null
            : old ? (_effect.OldKernel, _effect.OldKernelReason) : (_effect.NewKernel, _effect.NewKernelReason);
    }

    private PodVerdict Verdict() =>
        IsLeaving ? new(GatewayWorkloadAction.None, "It is being deleted.")
        : Ready ? new(GatewayWorkloadAction.None, Running())
        : IsStoppedBySysctl ? StoppedBySysctl()
        : IsOver ? new(
            GatewayWorkloadAction.None, $"It has ended ({_pod.Text("status", "phase")}); it is a leftover, and its owner makes another.{Words}")
        : LacksInjection ? NotInjected()
        : BreaksNonRootPolicy ? NonRootPolicy()
        : _trouble.Kind switch
        {
            PodTroubleKind.NoRootCertificate => new(
                GatewayWorkloadAction.FixNamespace,
                $"The namespace has no ConfigMap istio-ca-root-cert.{Words}",
                "Let the mesh's discoverySelectors cover the namespace, and see that istiod runs; the pod then starts by itself."),
            PodTroubleKind.None => new(GatewayWorkloadAction.None, "It is not ready yet; nothing is reported against it."),
            _ => new(
                GatewayWorkloadAction.Investigate,
                $"It is not ready.{Words}",
                $"Look at it: kubectl describe pod {_pod.Text("metadata", "name")} -n {_pod.Text("metadata", "namespace")}."),
        };

    private string Words => _trouble.Words.Length == 0 ? "" : $" {WorkloadTexts.Sentence(_trouble.Words)}";

    private string Running() => Binding() is { } known
        ? $"It runs; ports below 1024: {known.Reason}."
        : "It runs; which ports it can listen on depends on the node's kernel, which is not known.";

    private PodVerdict StoppedBySysctl()
    {
        string where = _kernel.Requirement == TemplateRequirement.Yes ? _kernel.Reason.TrimEnd('.') : "The node does not take the sysctl";
        string reason = $"{where}, and the pod sets net.ipv4.ip_unprivileged_port_start.{Words}";
        if (_situation.Kind == GatewayWorkloadKind.GatewayApi)
        {
            bool mended = _situation.Deployment?.At("spec", "template") is JsonObject template && !GatewaySigns.HasSysctl(template);
            return mended
                ? new(GatewayWorkloadAction.Recreate, reason, "Recreate it: its Deployment no longer sets the sysctl.")
                : new(
                    GatewayWorkloadAction.FixGateway,
                    reason,
                    "Give the Gateway spec.infrastructure.parametersRef to a ConfigMap whose key 'deployment' sets "
                    + "sysctls: [] in the pod's securityContext.");
        }

        return OfFresh(reason) ?? (_situation.Fresh switch
        {
            null => new(
                GatewayWorkloadAction.Recreate,
                reason,
                "Recreate it once the template in force no longer sets the sysctl; Get-IstioGatewayTemplate shows it."),
            { HasSysctl: true } => new(
                GatewayWorkloadAction.SetTemplate,
                reason,
                "A pod made now gets the sysctl again: first set the template (New-GatewayTemplatePatch | Set-IstioGatewayTemplate), "
                + "or select the overlay."),
            _ => new(GatewayWorkloadAction.Recreate, reason, "Recreate it: a pod made now gets no sysctl."),
        });
    }

    private PodVerdict NotInjected()
    {
        string reason = $"It was not injected: its image is still '{GatewaySigns.ImagePlaceholder}' or istiod has left no mark on it.{Words}";
        return OfFresh(reason) ?? (_situation.Fresh is null
            ? InjectionAdvice.For(_situation, reason)
            : new(GatewayWorkloadAction.Recreate, reason, "Recreate it: a pod made now is injected."));
    }

    private PodVerdict NonRootPolicy()
    {
        string reason = $"The proxy would run as user 0, and runAsNonRoot is true: kubelet refuses that.{Words}";
        bool mended = _situation.Fresh is { Pod: { } fresh } && ProxySecurity.Of(fresh) is not { User: 0, RunAsNonRoot: true };
        return OfFresh(reason) ?? (mended
            ? new(GatewayWorkloadAction.Recreate, reason, "Recreate it: a pod made now is not refused.")
            : new(
                GatewayWorkloadAction.FixDeployment,
                reason,
                "Take runAsNonRoot: true out of the Deployment, or use a template that leaves the proxy's user alone (-PrivilegedPort None)."));
    }

    /// <summary>What is so whatever the pod suffers from: one made now would be refused, or not be injected.</summary>
    private PodVerdict? OfFresh(string reason) => _situation.Fresh switch
    {
        { Pod: null } refused => WorkloadTexts.Refused(reason, refused.Refusal),
        { IsInjected: false } when _situation.Kind == GatewayWorkloadKind.Injected => InjectionAdvice.For(_situation, reason),
        _ => null,
    };

    private static string RevisionOf(JsonObject pod) => pod.Text("metadata", "annotations", GatewaySigns.Revision)
        ?? FromStatusAnnotation(pod.Text("metadata", "annotations", InjectedPod.StatusAnnotation))
        ?? pod.Text("metadata", "labels", GatewaySigns.Revision)
        ?? "";

    private static string? FromStatusAnnotation(string? status)
    {
        try
        {
            return status is null ? null : JsonNode.Parse(status).Text("revision");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
