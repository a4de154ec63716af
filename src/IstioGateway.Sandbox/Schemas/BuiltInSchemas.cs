using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>Field names and types of built-in kinds, read off the client library's models.</summary>
internal sealed class BuiltInSchemas
{
    private readonly ConcurrentDictionary<Type, SchemaNode> _types = new();

    /// <summary>The schema of <c>metadata</c>, which custom resources share.</summary>
    public SchemaNode ObjectMeta => Of(typeof(V1ObjectMeta));

    /// <summary>The schema of a model.</summary>
    public SchemaNode Of(Type model) => _types.GetOrAdd(model, Make);

    private SchemaNode Make(Type model) => SchemaNode.Object(() => Fields(model), MergeRules.IsAtomic(model));

    private Dictionary<string, SchemaNode> Fields(Type model)
    {
        Dictionary<string, SchemaNode> fields = new(StringComparer.Ordinal);
        foreach (PropertyInfo property in model.GetProperties())
        {
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>() is { } name)
            {
                fields[name.Name] = Field(model, name.Name, property.PropertyType);
            }
        }

        return fields;
    }

    private SchemaNode Field(Type model, string name, Type type)
    {
        Type[] arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        if (arguments.Length == 1 && typeof(IEnumerable<>).MakeGenericType(arguments).IsAssignableFrom(type))
        {
            SchemaNode item = Value(arguments[0]);
            string[]? keys = MergeRules.KeysOf(model, name);
            return keys is null ? SchemaNode.List(item) : keys.Length == 0 ? SchemaNode.ListAsSet(item) : SchemaNode.ListByKey(item, keys);
        }

        if (arguments.Length == 2 && arguments[0] == typeof(string))
        {
            return SchemaNode.Map(Value(arguments[1]), MergeRules.IsAtomic(model, name));
        }

        return Value(type);
    }

    private SchemaNode Value(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(string) || bare == typeof(byte[]) || bare == typeof(DateTime) || bare == typeof(DateTimeOffset))
        {
            return SchemaNode.Scalar(SchemaKind.String);
        }

        if (bare == typeof(int) || bare == typeof(long))
        {
            return SchemaNode.Scalar(SchemaKind.Integer);
        }

        if (bare == typeof(double) || bare == typeof(float))
        {
            return SchemaNode.Scalar(SchemaKind.Number);
        }

        if (bare == typeof(bool))
        {
            return SchemaNode.Scalar(SchemaKind.Boolean);
        }

        if (bare == typeof(IntOrString) || bare == typeof(ResourceQuantity))
        {
            return SchemaNode.Scalar(SchemaKind.IntOrString);
        }

        if (bare.IsGenericType)
        {
            return Field(typeof(object), "", bare);
        }

        return bare.Namespace == typeof(V1Pod).Namespace ? Of(bare) : SchemaNode.Any;
    }
}
