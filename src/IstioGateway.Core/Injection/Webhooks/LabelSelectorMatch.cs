using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// Whether labels fulfil a <c>metav1.LabelSelector</c> as objects hold it: <c>matchLabels</c> and <c>matchExpressions</c>
/// (Kubernetes, apimachinery pkg/apis/meta/v1/helpers.go, <c>LabelSelectorAsSelector</c>).
/// </summary>
public static class LabelSelectorMatch
{
    /// <summary>Whether the selector asks for nothing, and so selects everything.</summary>
    public static bool IsEmpty(JsonNode? selector) =>
        (selector.At("matchLabels") as JsonObject ?? []).Count == 0 && (selector.At("matchExpressions") as JsonArray ?? []).Count == 0;

    /// <summary>Whether all of a selector's requirements hold; an operator that Kubernetes does not know holds for nothing.</summary>
    /// <param name="selector">The selector; absent or empty it selects everything.</param>
    /// <param name="labels">The labels; <see langword="null"/> for none.</param>
    public static bool Matches(JsonNode? selector, JsonNode? labels) =>
        (selector.At("matchLabels") as JsonObject ?? []).All(pair => labels.Text(pair.Key) == pair.Value?.ToString())
        && (selector.At("matchExpressions") as JsonArray ?? []).OfType<JsonObject>().All(expression => Holds(expression, labels));

    private static bool Holds(JsonObject expression, JsonNode? labels)
    {
        string? value = labels.Text(expression.Text("key") ?? "");
        bool listed = (expression["values"] as JsonArray ?? []).Any(item => item?.ToString() == value);
        return expression.Text("operator") switch
        {
            "In" => value is not null && listed,
            "NotIn" => value is null || !listed,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
