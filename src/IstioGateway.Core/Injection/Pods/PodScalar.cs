using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// A pointer to a scalar, which is true whatever it points to, or a struct that JSON writes as a scalar: Quantity, IntOrString,
/// Time. It prints what it points to or stands for, and has none of its Go fields.
/// </summary>
internal sealed class PodScalar(PodType type, JsonNode? json) : IJsonBacked
{
    /// <inheritdoc/>
    public GoType Type => type.GoType;

    /// <inheritdoc/>
    public JsonNode? Json => json;

    /// <summary>A whole number, whichever .NET type holds it.</summary>
    public static long Number(JsonNode json) => json.AsValue().TryGetValue(out long number) ? number : json.GetValue<int>();

    /// <inheritdoc/>
    public bool TryGetField(string name, out object? value)
    {
        value = null;
        return false;
    }

    /// <inheritdoc/>
    public bool TryGetMethod(string name, [NotNullWhen(true)] out GoFunction? method)
    {
        bool isStringer = type.Kind is PodTypeKind.Quantity or PodTypeKind.IntOrString or PodTypeKind.Time;
        method = isStringer && name == "String" ? new GoFunction("func() string", _ => ToString()) : null;
        return method is not null;
    }

    /// <summary>What Go prints.</summary>
    public override string ToString()
    {
        if (type.Kind == PodTypeKind.Time)
        {
            DateTime time = json is null
                ? DateTime.MinValue
                : DateTime.Parse(json.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
            return time.ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture);
        }

        return json?.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : json?.ToJsonString() ?? "<nil>";
    }
}
