using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>The rules of PodDisruptionBudgets. Source: kubernetes pkg/apis/policy/validation/validation.go.</summary>
internal static partial class DisruptionBudgetValidation
{
    private const string PercentForm =
        "a valid percent string must be a numeric value followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation "
        + "is '[0-9]+%')";

    /// <summary>What is wrong with a PodDisruptionBudget.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject budget, JsonObject? before)
    {
        JsonObject spec = budget["spec"] as JsonObject ?? [];
        if (spec["minAvailable"] is not null && spec["maxUnavailable"] is not null)
        {
            yield return FieldCauses.Invalid("spec", FieldCauses.Sorted(spec), "minAvailable and maxUnavailable cannot be both set");
        }

        foreach (string name in new[] { "minAvailable", "maxUnavailable" })
        {
            string field = "spec." + name;
            switch (spec[name]?.GetValueKind())
            {
                case JsonValueKind.String when !Percent().IsMatch((string)spec[name]!):
                    yield return FieldCauses.Invalid(field, spec[name], PercentForm);
                    break;
                case JsonValueKind.Number when (long)spec[name]! < 0:
                    yield return FieldCauses.Invalid(field, spec[name], "must be greater than or equal to 0");
                    break;
            }
        }
    }

    [GeneratedRegex("^[0-9]+%$")]
    private static partial Regex Percent();
}
