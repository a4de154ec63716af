using System.Reflection;
using System.Text.Json.Serialization;
using IstioGateway.Injection;
using k8s.Models;

namespace IstioGateway.Sandbox.Tests.Schemas;

/// <summary>Holds pod-types.txt, which says what the client library's models do not, against those models.</summary>
public sealed class PodTypeTests
{
    // Kept as they are, whatever is within.
    private static readonly Type[] Opaque = [typeof(V1PodStatus), typeof(object)];

    [Fact]
    public void The_Pod_type_has_the_fields_of_the_client_librarys_models_and_no_others()
    {
        List<string> differences = [];
        HashSet<Type> seen = [];

        Compare(typeof(V1Pod), PodType.Pod, seen, differences);

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(seen.Count > 90, $"only {seen.Count} structs were compared");
    }

    private static void Compare(Type model, PodType type, HashSet<Type> seen, List<string> differences)
    {
        if (!seen.Add(model))
        {
            return;
        }

        HashSet<string> missing = [.. type.Fields.Select(field => field.JsonName)];
        foreach (PropertyInfo property in model.GetProperties())
        {
            if (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name is not { } name)
            {
                continue;
            }

            missing.Remove(name);
            string place = $"{model.Name}.{name}";
            if (type.FindField(name) is not { } field)
            {
                differences.Add($"{place} is not declared");
                continue;
            }

            CompareValue(property.PropertyType, field.Type, place, seen, differences);
        }

        differences.AddRange(missing.Select(name => $"{model.Name} has no {name}"));
    }

    private static void CompareValue(Type model, PodType type, string place, HashSet<Type> seen, List<string> differences)
    {
        Type bare = Nullable.GetUnderlyingType(model) ?? model;
        (PodTypeKind kind, Type? item) = KindOf(bare);
        if (kind != type.Kind)
        {
            differences.Add($"{place} is {kind}, declared {type.Kind} {type.GoType}");
        }
        else if (item is not null)
        {
            CompareValue(item, type.Item!, place, seen, differences);
        }
        else if (kind == PodTypeKind.Integer)
        {
            string expected = bare == typeof(long) ? "int64" : "int32";
            if (type.Target.Name != expected)
            {
                differences.Add($"{place} is {expected}, declared {type.GoType}");
            }
        }
        else if (kind == PodTypeKind.Struct)
        {
            Compare(bare, type, seen, differences);
            string expected = bare.Name.Replace("Corev1", "V1", StringComparison.Ordinal).Replace("V1", "v1.", StringComparison.Ordinal);
            if (type.Target.Name != expected)
            {
                differences.Add($"{place} is {expected}, declared {type.GoType}");
            }
        }
    }

    private static (PodTypeKind Kind, Type? Item) KindOf(Type type)
    {
        Type[] arguments = type.IsGenericType ? type.GetGenericArguments() : [];
        return (arguments.Length, type) switch
        {
            (1, _) => (PodTypeKind.List, arguments[0]),
            (2, _) => (PodTypeKind.Map, arguments[1]),
            _ when type == typeof(string) => (PodTypeKind.String, null),
            _ when type == typeof(int) || type == typeof(long) => (PodTypeKind.Integer, null),
            _ when type == typeof(bool) => (PodTypeKind.Boolean, null),
            _ when type == typeof(DateTime) => (PodTypeKind.Time, null),
            _ when type == typeof(IntOrString) => (PodTypeKind.IntOrString, null),
            _ when type == typeof(ResourceQuantity) => (PodTypeKind.Quantity, null),
            _ when Opaque.Contains(type) => (PodTypeKind.Any, null),
            _ => (PodTypeKind.Struct, null),
        };
    }
}
