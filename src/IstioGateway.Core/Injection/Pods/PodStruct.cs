using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>A struct of the Pod type, or a pointer to one. Fields are made when they are first asked for; for one thread.</summary>
/// <param name="type">The struct; whether it is a pointer does not matter.</param>
/// <param name="goType">The struct's type, or a pointer to it.</param>
/// <param name="json">Its JSON as <see cref="PodDecoder"/> makes it.</param>
internal sealed class PodStruct(PodType type, GoType goType, JsonObject json) : IJsonBacked
{
    private readonly Dictionary<string, object> _fields = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public GoType Type => goType;

    /// <inheritdoc/>
    public JsonNode Json => json;

    /// <inheritdoc/>
    public bool TryGetField(string name, out object? value)
    {
        bool isKnown = _fields.TryGetValue(name, out object? known);
        if (!isKnown && Make(name) is { } made)
        {
            _fields.Add(name, made);
            (known, isKnown) = (made, true);
        }

        value = known;
        return isKnown;
    }

    /// <summary>The text that the generated <c>String()</c> of Kubernetes' types gives.</summary>
    public override string ToString() => PodText.Of(type, json);

    private object? Make(string name)
    {
        if (type.FindFieldByGoName(name) is { } field)
        {
            return PodValues.Of(field.Type, json[field.JsonName]);
        }

        return type.Embedded.Length > 0 ? MakeEmbedded(name) : null;
    }

    private PodStruct? MakeEmbedded(string name) =>
        type.FindEmbedded(name) is { } embedded ? new PodStruct(embedded, embedded.GoType, Part(embedded, json)) : null;

    /// <summary>Those of a struct's fields that it has from an embedded one.</summary>
    internal static JsonObject Part(PodType embedded, JsonObject whole) => PodZero.Write(embedded, whole);
}
