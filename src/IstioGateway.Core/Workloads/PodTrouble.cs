using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Workloads;

/// <summary>What a pod that does not run, and what is reported about it, say in their own words, and what is behind it.</summary>
/// <param name="Kind">What is behind it, where that is known.</param>
/// <param name="Words">The pod's words: a waiting reason, a condition, or the Warning event that tells most; empty for none.</param>
internal sealed record PodTrouble(PodTroubleKind Kind, string Words)
{
    /// <summary>Nothing is reported.</summary>
    private static readonly PodTrouble None = new(PodTroubleKind.None, "");

    /// <summary>Waiting reasons that say no more than that kubelet is at work.</summary>
    private static readonly string[] AtWork = ["ContainerCreating", "PodInitializing"];

    private static readonly string[] StatusLists = ["initContainerStatuses", "containerStatuses"];

    /// <summary>Reads a pod and the Warning events about it.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="events">Events of its namespace; those about other objects are passed over.</param>
    public static PodTrouble Of(JsonObject pod, IEnumerable<JsonObject> events)
    {
        PodTrouble[] told = [.. FromStatus(pod), .. FromEvents(pod, events)];
        return told.FirstOrDefault(trouble => trouble.Kind != PodTroubleKind.Other) ?? told.FirstOrDefault() ?? None;
    }

    private static IEnumerable<PodTrouble> FromStatus(JsonObject pod)
    {
        if (pod.Text("status", "reason") is { Length: > 0 } reason)
        {
            yield return Classify(reason, pod.Text("status", "message"));
        }

        foreach (JsonObject container in Containers(pod))
        {
            if (container.At("state", "waiting") is JsonObject waiting
                && waiting.Text("reason") is { Length: > 0 } why && !AtWork.Contains(why, StringComparer.Ordinal))
            {
                yield return Classify(why, waiting.Text("message"));
            }
            else if (container.At("state", "terminated") is JsonObject terminated)
            {
                yield return Classify(terminated.Text("reason") ?? "Terminated", terminated.Text("message"));
            }
        }

        JsonObject? unscheduled = (pod.At("status", "conditions") as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(condition => condition.Text("type") == "PodScheduled" && condition.Text("status") == "False");
        if (unscheduled is not null)
        {
            yield return Classify(unscheduled.Text("reason") ?? "Unscheduled", unscheduled.Text("message"));
        }
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        StatusLists.SelectMany(list => (pod.At("status", list) as JsonArray ?? []).OfType<JsonObject>());

    /// <summary>The newest first.</summary>
    private static IEnumerable<PodTrouble> FromEvents(JsonObject pod, IEnumerable<JsonObject> events) => events
        .Where(item => item.Text("type") == "Warning" && IsAbout(item, pod))
        .OrderByDescending(When)
        .Select(item => Classify(item.Text("reason") ?? "Warning", item.Text("message")));

    private static bool IsAbout(JsonObject item, JsonObject pod)
    {
        JsonNode? involved = item["involvedObject"];
        string? uid = pod.Text("metadata", "uid");
        return involved.Text("kind") == "Pod"
            && involved.Text("namespace") == pod.Text("metadata", "namespace")
            && involved.Text("name") == pod.Text("metadata", "name")
            && (involved.Text("uid") is not { Length: > 0 } other || uid is null || other == uid);
    }

    /// <summary>
    /// When an event was last seen: a series' own time, or that of kubelet's older form, or its only time (kubernetes
    /// pkg/apis/core/types.go, <c>Event</c>).
    /// </summary>
    private static DateTimeOffset When(JsonObject item)
    {
        string? text = item.Text("series", "lastObservedTime") ?? item.Text("lastTimestamp") ?? item.Text("eventTime")
            ?? item.Text("metadata", "creationTimestamp");
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset when)
            ? when
            : DateTimeOffset.MinValue;
    }

    private static PodTrouble Classify(string reason, string? message)
    {
        string words = string.IsNullOrWhiteSpace(message) ? reason : $"{reason}: {message.Trim()}";
        return new PodTrouble(Recognise(reason, words), words);
    }

    /// <summary>Recognises what has a known cause, by the words of runc, kubelet and istiod.</summary>
    private static PodTroubleKind Recognise(string reason, string words)
    {
        bool Says(string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);

        if (Says("ip_unprivileged_port_start") && (Says("no such file or directory") || reason == "SysctlForbidden"))
        {
            return PodTroubleKind.SysctlUnknown;
        }

        // kubelet pkg/kubelet/kuberuntime/security_context.go: verifyRunAsNonRoot.
        return Says("breaks non-root policy") || Says("runAsNonRoot and image will run as root") ? PodTroubleKind.NonRootPolicy
            : Says("istio-ca-root-cert") && Says("not found") ? PodTroubleKind.NoRootCertificate
            : PodTroubleKind.Other;
    }
}

/// <summary>What is behind a pod that does not run.</summary>
internal enum PodTroubleKind
{
    /// <summary>Nothing is reported.</summary>
    None,

    /// <summary>Something that is best told in the pod's own words.</summary>
    Other,

    /// <summary>The node's kernel does not know the sysctl, or its kubelet does not let pods set it.</summary>
    SysctlUnknown,

    /// <summary>The proxy would run as user 0, and <c>runAsNonRoot</c> is true.</summary>
    NonRootPolicy,

    /// <summary>The namespace has no ConfigMap <c>istio-ca-root-cert</c>, which istiod puts into those it looks after.</summary>
    NoRootCertificate,
}
