using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Selectors;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>The rules of Deployments and ReplicaSets. Source: kubernetes pkg/apis/apps/validation/validation.go.</summary>
internal static class WorkloadValidation
{
    private const string Mismatch = "`selector` does not match template `labels`";

    /// <summary>What is wrong with a Deployment or a ReplicaSet.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject workload, JsonObject? before)
    {
        JsonObject spec = workload["spec"] as JsonObject ?? [];
        JsonObject? selector = spec["selector"] as JsonObject;
        JsonObject? labels = spec.At("template", "metadata", "labels") as JsonObject;
        if (spec.Number("replicas") is < 0)
        {
            yield return FieldCauses.Invalid("spec.replicas", spec["replicas"], "must be greater than or equal to 0");
        }

        if (selector is null)
        {
            yield return FieldCauses.Required("spec.selector");
        }
        else if (selector.Count == 0)
        {
            yield return FieldCauses.Invalid("spec.selector", new JsonObject(), "empty selector is invalid for deployment");
        }
        else if (!ObjectSelector.Of(selector).Matches(labels))
        {
            yield return FieldCauses.Invalid("spec.template.metadata.labels", FieldCauses.Sorted(labels), Mismatch);
        }

        if (before?["spec"]?["selector"] is { } old && !JsonNode.DeepEquals(old, selector))
        {
            yield return FieldCauses.Invalid("spec.selector", Printed(selector), "field is immutable");
        }

        JsonObject template = spec.At("template", "spec") as JsonObject ?? [];
        foreach (StatusCause cause in PodValidation.CheckSpec(template, "spec.template.spec"))
        {
            yield return cause;
        }

        if (template.Text("restartPolicy") is not "Always")
        {
            yield return FieldCauses.Unsupported("spec.template.spec.restartPolicy", template["restartPolicy"], "Always");
        }
    }

    /// <summary>A selector in the order of its Go struct.</summary>
    private static JsonObject Printed(JsonObject? selector)
    {
        JsonObject printed = [];
        if (selector?["matchLabels"] is JsonObject labels)
        {
            printed["matchLabels"] = FieldCauses.Sorted(labels);
        }

        if (selector?["matchExpressions"] is { } expressions)
        {
            printed["matchExpressions"] = expressions.DeepClone();
        }

        return printed;
    }
}
