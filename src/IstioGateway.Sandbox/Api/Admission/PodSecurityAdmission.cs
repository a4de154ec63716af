using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// Pod Security: what a namespace's labels <c>pod-security.kubernetes.io/enforce</c> and <c>warn</c> say. Pods are refused,
/// what makes pods is only warned of. Source: k8s.io/pod-security-admission admission/admission.go.
/// </summary>
internal sealed class PodSecurityAdmission(ObjectStore store, TypeRegistry types) : IAdmissionPlugin
{
    private const string Prefix = "pod-security.kubernetes.io/";
    private static readonly string[] PodMakers = ["deployments.apps", "replicasets.apps"];

    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        bool makesPods = PodMakers.Contains(request.Call.Type.StorageName);
        if ((!request.IsNewPod && !makesPods)
            || store.Find(types.Namespaces, new ObjectKey("", request.Namespace))?.Labels is not { } labels
            || !labels.Keys.Any(label => label.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            return;
        }

        JsonNode? spec = makesPods ? request.Value.At("spec", "template", "spec") : request.Value["spec"];
        JsonObject pod = spec as JsonObject ?? [];
        if (!makesPods && Violation(labels, "enforce", pod) is { } refused)
        {
            throw request.Refuse("violates " + refused);
        }

        if (Violation(labels, "warn", pod) is { } warned)
        {
            request.Call.Warn("would violate " + warned);
        }
    }

    private static string? Violation(IReadOnlyDictionary<string, string> labels, string mode, JsonObject spec)
    {
        string level = labels.GetValueOrDefault(Prefix + mode) ?? "privileged";
        string version = labels.GetValueOrDefault($"{Prefix}{mode}-version") ?? "latest";
        string[] violations = level switch
        {
            "baseline" => [.. PodSecurityChecks.Baseline(spec)],
            "restricted" => [.. PodSecurityChecks.Restricted(spec)],
            _ => [],
        };
        return violations.Length == 0 ? null : $"PodSecurity \"{level}:{version}\": {string.Join(", ", violations)}";
    }
}
