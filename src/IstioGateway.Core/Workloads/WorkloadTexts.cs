using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Workloads;

/// <summary>Words that several verdicts share.</summary>
internal static class WorkloadTexts
{
    private const string ManagedLabel = "gateway.istio.io/managed";
    private const string MeshController = "istio.io-mesh-controller";

    /// <summary>The templates that a pod, or a Deployment's pod template, is made of.</summary>
    public static string Template(JsonNode? pod, GatewayWorkloadKind kind) => kind == GatewayWorkloadKind.GatewayApi
        ? pod.Text("metadata", "labels", ManagedLabel) == MeshController ? "waypoint" : "kube-gateway"
        : string.Join(',', GatewayWorkloads.SelectedBy(pod));

    /// <summary>Quoted words on one line, with an end.</summary>
    public static string Sentence(string words)
    {
        string line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.EndsWith('.') ? line : line + ".";
    }

    /// <summary>The verdict where the server makes no pod, by its words.</summary>
    /// <param name="reason">How it is.</param>
    /// <param name="refusal">The server's words.</param>
    public static PodVerdict Refused(string reason, string refusal)
    {
        // What istiod answers to a template that it cannot render or merge (istio 1.28.10, webhook.go:1199-1201).
        bool byTemplate = refusal.Contains("Pod injection failed", StringComparison.Ordinal)
            || refusal.Contains("failed to run injection template", StringComparison.Ordinal);
        string all = $"{reason} A pod made now is refused: {Sentence(refusal)}";
        return byTemplate
            ? new(GatewayWorkloadAction.SetTemplate, all, "Mend the template in force: Test-GatewayTemplate says what is wrong with it.")
            : new(
                GatewayWorkloadAction.FixDeployment,
                all,
                "Mend what the API server names: the Deployment, or its namespace's quota or Pod Security level.");
    }
}
