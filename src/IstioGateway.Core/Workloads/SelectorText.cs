using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Workloads;

/// <summary>
/// A workload's label selector as the query parameter <c>labelSelector</c> has it (apimachinery
/// <c>metav1.FormatLabelSelector</c>, pkg/apis/meta/v1/helpers.go).
/// </summary>
internal static class SelectorText
{
    /// <summary>Words a selector.</summary>
    /// <param name="selector">With <c>matchLabels</c> and <c>matchExpressions</c>; the server has accepted it.</param>
    public static string Of(JsonObject? selector) => string.Join(',', Labels(selector).Concat(Expressions(selector)));

    private static IEnumerable<string> Labels(JsonObject? selector) =>
        (selector.At("matchLabels") as JsonObject ?? []).Select(label => $"{label.Key}={label.Value}");

    private static IEnumerable<string> Expressions(JsonObject? selector)
    {
        foreach (JsonObject expression in (selector.At("matchExpressions") as JsonArray ?? []).OfType<JsonObject>())
        {
            string key = expression.Text("key") ?? "";
            string values = string.Join(',', (expression["values"] as JsonArray ?? []).Select(value => value?.ToString()));
            yield return expression.Text("operator") switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "DoesNotExist" => $"!{key}",
                _ => key,
            };
        }
    }
}
