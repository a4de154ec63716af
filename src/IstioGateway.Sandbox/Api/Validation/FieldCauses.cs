using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>
/// Causes of a refusal in the API server's words. Source: k8s.io/apimachinery pkg/util/validation and
/// pkg/util/validation/field/errors.go.
/// </summary>
internal static class FieldCauses
{
    private const string LabelForm =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
        + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainForm =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
        + "an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const int LargestPort = 65535;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value that is not allowed.</summary>
    /// <param name="field">Path of the field.</param>
    /// <param name="value">The value; its JSON is quoted.</param>
    /// <param name="why">What is wrong with it.</param>
    public static StatusCause Invalid(string field, JsonNode? value, string why) =>
        new("FieldValueInvalid", $"Invalid value: {Json(value)}: {why}", field);

    /// <summary>A field that is absent.</summary>
    public static StatusCause Required(string field) => new("FieldValueRequired", "Required value", field);

    /// <summary>A value that another item has.</summary>
    public static StatusCause Duplicate(string field, JsonNode? value) =>
        new("FieldValueDuplicate", $"Duplicate value: {Json(value)}", field);

    /// <summary>A value that is none of those supported.</summary>
    public static StatusCause Unsupported(string field, JsonNode? value, params string[] supported) => new(
        "FieldValueNotSupported",
        $"Unsupported value: {Json(value)}: supported values: {string.Join(", ", supported.Select(text => $"\"{text}\""))}",
        field);

    /// <summary>What is wrong with an object's name, if anything.</summary>
    public static IEnumerable<StatusCause> OfName(string name, NameForm form)
    {
        const string Field = "metadata.name";
        return form switch
        {
            NameForm.Label => OfLabel(Field, name),
            NameForm.PathSegment => WhyNotSegment(name) is { } why ? [Invalid(Field, name, why)] : [],
            _ => OfSubdomain(Field, name),
        };
    }

    /// <summary>What is wrong with an RFC 1123 label, if anything.</summary>
    public static IEnumerable<StatusCause> OfLabel(string field, string text)
    {
        if (text.Length > ResourceName.MaximumLabelLength)
        {
            yield return Invalid(field, text, TooLong(ResourceName.MaximumLabelLength));
        }

        if (text.Length <= ResourceName.MaximumLabelLength ? ResourceName.WhyNotLabel(text) is not null : HasOtherThanLabels(text))
        {
            yield return Invalid(field, text, LabelForm);
        }
    }

    /// <summary>What is wrong with a port number, if anything.</summary>
    public static IEnumerable<StatusCause> OfPort(string field, JsonNode? port)
    {
        if (port is JsonValue && (port.GetValueKind() != JsonValueKind.Number || (long)port is < 1 or > LargestPort))
        {
            yield return Invalid(field, port, string.Create(CultureInfo.InvariantCulture, $"must be between 1 and {LargestPort}, inclusive"));
        }
    }

    /// <summary>A copy of a map with sorted keys, as Go prints maps.</summary>
    public static JsonObject Sorted(JsonObject? map) => new(
        (map ?? []).OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static string? WhyNotSegment(string name) => name switch
    {
        "." or ".." => $"may not be '{name}'",
        _ when name.Contains('/', StringComparison.Ordinal) => "may not contain '/'",
        _ when name.Contains('%', StringComparison.Ordinal) => "may not contain '%'",
        _ => null,
    };

    private static IEnumerable<StatusCause> OfSubdomain(string field, string text)
    {
        if (text.Length > ResourceName.MaximumSubdomainLength)
        {
            yield return Invalid(field, text, TooLong(ResourceName.MaximumSubdomainLength));
        }

        if (HasOtherThanLabels(text))
        {
            yield return Invalid(field, text, SubdomainForm);
        }
    }

    /// <summary>Length aside, whether a text is anything but labels joined by dots.</summary>
    private static bool HasOtherThanLabels(string text)
    {
        string[] labels = text.Split('.');
        return labels.Any(label => label.Length == 0 || label[0] == '-' || label[^1] == '-'
            || label.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'));
    }

    private static string TooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"must be no more than {most} characters");

    private static string Json(JsonNode? value) => value?.ToJsonString(Plain) ?? "null";
}
