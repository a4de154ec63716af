using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Admission;

/// <summary>
/// A pod created in a dry run (<c>POST .../pods?dryRun=All</c>): the API server checks it and has it injected as any other, and
/// stores nothing. It needs the right to create pods.
/// </summary>
internal sealed record DryRunPod
{
    private static readonly string[] OfTheServer =
        ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "ownerReferences", "selfLink", "deletionTimestamp"];

    /// <summary>The pod as it would be stored; <see langword="null"/> when it was refused.</summary>
    public JsonObject? Pod { get; init; }

    /// <summary>Why it was refused; <see langword="null"/> when it was not.</summary>
    public InjectionFinding? Refusal { get; init; }

    /// <summary>Creates one.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="workload">The pod; it is not changed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="keepsName">Whether the pod has its own name, and the server does not make one up.</param>
    /// <exception cref="ClusterException">The caller may not create pods, the namespace is not there, or the server cannot be reached.</exception>
    public static async Task<DryRunPod> CreateAsync(
        IClusterApi api, GatewayWorkload workload, CancellationToken cancellationToken, bool keepsName = false)
    {
        JsonObject pod = Body(workload.Pod, keepsName);
        WriteOptions options = new() { DryRun = true, FieldValidation = "Ignore" };
        try
        {
            WriteResult result = await api
                .CreateAsync(ResourceType.Pod, pod.Text("metadata", "namespace"), pod, options, cancellationToken).ConfigureAwait(false);
            return new DryRunPod { Pod = result.Object };
        }
        catch (ClusterException failure) when (Refused(failure) is { } refusal)
        {
            return new DryRunPod { Refusal = refusal };
        }
    }

    /// <summary>The pod without what only the server writes, under a name that is not taken.</summary>
    private static JsonObject Body(JsonObject original, bool keepsName)
    {
        JsonObject pod = original.DeepClone().AsObject();
        pod["apiVersion"] = ResourceType.Pod.ApiVersion;
        pod["kind"] = ResourceType.Pod.Kind;
        pod.Remove("status");
        JsonObject metadata = (JsonObject)pod["metadata"]!;
        foreach (string field in OfTheServer)
        {
            metadata.Remove(field);
        }

        if (!keepsName && metadata.Text("name") is { Length: > 0 } name)
        {
            metadata["generateName"] ??= $"{name}-";
            metadata.Remove("name");
        }

        return pod;
    }

    private static InjectionFinding? Refused(ClusterException failure)
    {
        string words = failure.ServerMessage ?? failure.Message;
        if (words.Contains("failed calling webhook", StringComparison.Ordinal))
        {
            return Findings.Error(
                InjectionFindingIds.WebhookUnreachable,
                $"The API server cannot reach istiod's webhook, and refuses every such pod: {words}",
                "Look at istiod: kubectl -n istio-system get deployments,endpoints; and at the network between the API server and port 15017 of its pods.");
        }

        if (words.Contains("sidecar-injector.istio.io\" denied the request", StringComparison.Ordinal))
        {
            return words.Contains("requested template", StringComparison.Ordinal)
                ? Findings.Error(
                    InjectionFindingIds.UnknownTemplate,
                    $"The pod selects a template that istiod does not have: {words}",
                    $"Correct the annotation {PodInjector.TemplatesAnnotation}; Get-IstioGatewayTemplate -TemplateName * lists the mesh's own.")
                : Findings.Error(
                    InjectionFindingIds.InjectionError,
                    $"istiod cannot inject the pod: {words}",
                    "Mend the template; Test-GatewayTemplate says where.");
        }

        if (words.Contains("error looking up service account", StringComparison.Ordinal))
        {
            return Findings.Error(
                InjectionFindingIds.ServiceAccountMissing,
                $"The pod's ServiceAccount does not exist: {words}",
                "Create it, with the Role that lets the gateway read its TLS secrets.");
        }

        // Rights are another matter: who may not create pods has learnt nothing about this one.
        return Denial.IsOfContent(failure)
            ? Findings.Error(InjectionFindingIds.PodRefused, $"The API server refuses the pod: {words}")
            : null;
    }
}
