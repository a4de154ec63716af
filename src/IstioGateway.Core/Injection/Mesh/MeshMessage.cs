using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// A pointer to a protobuf message of the mesh configuration. Declared messages have their declared fields and Get methods; any
/// other has whatever fields its JSON has, and nil for the rest. JSON is taken as istiod has already accepted it: a value of
/// another type than its field's counts as absent. Prints as JSON, where Go prints protobuf's text, which is not stable.
/// </summary>
/// <param name="name">The message's name, with its package unless that is v1alpha1.</param>
/// <param name="json">Its JSON.</param>
internal sealed class MeshMessage(string name, JsonObject json) : IJsonBacked
{
    private readonly IReadOnlyDictionary<string, MeshField>? _fields = MeshTypes.Instance.FieldsOf(name);

    /// <inheritdoc/>
    public GoType Type { get; } = TypeOf(name);

    /// <inheritdoc/>
    public JsonNode Json => json;

    /// <summary>The type of a pointer to a message.</summary>
    public static GoType TypeOf(string name) =>
        GoType.PointerTo(GoType.Parse(name.Contains('.', StringComparison.Ordinal) ? name : $"v1alpha1.{name}"));

    /// <inheritdoc/>
    public bool TryGetField(string name, out object? value)
    {
        if (_fields is null)
        {
            MeshField loose = new(char.ToLowerInvariant(name[0]) + name[1..], "", IsOneOf: false);
            value = MeshValues.Loose(loose.GoName, Find(loose));
            return true;
        }

        bool isField = _fields.TryGetValue(name, out MeshField? field) && !field.IsOneOf;
        value = isField ? MeshValues.Of(field!.TypeName, Find(field)) : null;
        return isField;
    }

    /// <inheritdoc/>
    public bool TryGetMethod(string name, [NotNullWhen(true)] out GoFunction? method)
    {
        method = name == "String" ? new GoFunction("func() string", _ => ToString()) : null;
        bool isGetter = name.StartsWith("Get", StringComparison.Ordinal);
        if (isGetter && _fields is not null && _fields.TryGetValue(name[3..], out MeshField? field))
        {
            method = new GoFunction("func() interface {}", _ => MeshValues.Of(field.TypeName, Find(field)));
        }

        return method is not null;
    }

    /// <summary>The message as JSON.</summary>
    public override string ToString() => json.ToJsonString();

    private JsonNode? Find(MeshField field) => json[field.JsonName] ?? json[field.ProtoName];
}
