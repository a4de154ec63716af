using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// What the mesh configuration's JSON writes as a scalar and Go has as more than that: an enumeration, a wrapped bool or
/// number, a duration. Go's enumerations are numbers that print as their names; here they are structs, which no template can
/// tell apart except by arithmetic and by taking the first value for false.
/// </summary>
internal sealed class MeshScalar(GoType type, JsonNode? json, string text, params (string Name, object Value)[] fields) : IJsonBacked
{
    /// <inheritdoc/>
    public GoType Type => type;

    /// <inheritdoc/>
    public JsonNode? Json => json;

    /// <inheritdoc/>
    public bool TryGetField(string name, out object? value)
    {
        (string? found, object? given) = fields.FirstOrDefault(field => field.Name == name);
        value = given;
        return found is not null;
    }

    /// <inheritdoc/>
    public bool TryGetMethod(string name, [NotNullWhen(true)] out GoFunction? method)
    {
        method = name == "String" ? new GoFunction("func() string", _ => text) : null;
        if (name.StartsWith("Get", StringComparison.Ordinal) && TryGetField(name[3..], out object? value))
        {
            method = new GoFunction("func() interface {}", _ => value);
        }

        return method is not null;
    }

    /// <summary>What Go prints.</summary>
    public override string ToString() => text;
}
