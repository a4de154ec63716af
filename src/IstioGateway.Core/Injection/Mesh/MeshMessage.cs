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
    private readonly MeshMessageType? _declared = MeshTypes.Instance.Find(name);

    /// <inheritdoc/>
    public GoType Type { get; } = TypeOf(name);

    /// <inheritdoc/>
    public JsonNode Json => json;

    /// <summary>The type of a pointer to a message.</summary>
    public static GoType TypeOf(string name) =>
        GoType.PointerTo(GoType.Struct(name.Contains('.', StringComparison.Ordinal) ? name : "v1alpha1." + name));

    /// <inheritdoc/>
    public bool TryGetField(string name, out object? value)
    {
        if (_declared is null)
        {
            value = LooseField(name);
            return true;
        }

        value = _declared.FindByGoName(name) is { IsOneOf: false } field ? MeshValues.Of(field.TypeName, Find(field)) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public bool TryGetMethod(string name, [NotNullWhen(true)] out GoFunction? method)
    {
        method = name == "String" || name.StartsWith("Get", StringComparison.Ordinal) ? Method(name) : null;
        return method is not null;
    }

    /// <summary>The message as JSON.</summary>
    public override string ToString() => json.ToJsonString();

    private object? LooseField(string name)
    {
        MeshField loose = new(char.ToLowerInvariant(name[0]) + name[1..], "", IsOneOf: false);
        return MeshValues.Loose(loose.GoName, Find(loose));
    }

    private GoFunction? Method(string name)
    {
        if (name == "String")
        {
            return new GoFunction("func() string", _ => ToString());
        }

        return _declared?.FindByGoName(name[3..]) is { } field
            ? new GoFunction("func() interface {}", _ => MeshValues.Of(field.TypeName, Find(field)))
            : null;
    }

    private JsonNode? Find(MeshField field) => json[field.JsonName] ?? json[field.ProtoName];
}
