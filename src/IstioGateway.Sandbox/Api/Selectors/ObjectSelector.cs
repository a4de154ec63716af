using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Selectors;

/// <summary>A selector as objects carry it: <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
internal sealed class ObjectSelector
{
    private readonly JsonObject _labels;
    private readonly JsonObject[] _expressions;

    private ObjectSelector(JsonObject labels, JsonObject[] expressions) => (_labels, _expressions) = (labels, expressions);

    /// <summary>Reads a selector; without requirements, it selects everything.</summary>
    public static ObjectSelector Of(JsonObject? selector) => new(
        selector?["matchLabels"] as JsonObject ?? [],
        [.. (selector?["matchExpressions"] as JsonArray ?? []).OfType<JsonObject>()]);

    /// <summary>Whether labels fulfil it.</summary>
    public bool Matches(JsonObject? labels) =>
        _labels.All(label => labels.Text(label.Key) is { } value && value == _labels.Text(label.Key))
        && _expressions.All(expression => Holds(expression, labels));

    private static bool Holds(JsonObject expression, JsonObject? labels)
    {
        string? value = labels.Text(expression.Text("key") ?? "");
        bool listed = value is not null
            && (expression["values"] as JsonArray ?? []).Any(item =>
                item is JsonValue text && text.TryGetValue(out string? one) && one == value);
        return expression.Text("operator") switch
        {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
