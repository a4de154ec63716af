using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Writing.Ownership;

/// <summary>
/// A value seen through its schema: which fields it sets, how two values differ, how one is laid over another.
/// Source: sigs.k8s.io/structured-merge-diff, typed.
/// </summary>
internal static class TypedValue
{
    /// <summary>Refuses unknown fields, wrong types and double keys, in the words of the apply engine.</summary>
    /// <exception cref="TypedValueException">What is wrong first.</exception>
    public static void Check(SchemaNode schema, JsonNode? value, string path = "")
    {
        if (schema.Kind == SchemaKind.Any || value is null)
        {
            return;
        }

        RequireType(schema.Kind, value, path);
        switch (value)
        {
            case JsonObject map:
                foreach ((string name, JsonNode? member) in map)
                {
                    SchemaNode field = schema.Kind == SchemaKind.Map
                        ? schema.Item!
                        : schema.Fields.GetValueOrDefault(name) ?? throw new TypedValueException($"{path}.{name}", "field not declared in schema");
                    Check(field, member, $"{path}.{name}");
                }

                break;
            case JsonArray list:
                HashSet<string> seen = new(StringComparer.Ordinal);
                for (int i = 0; i < list.Count; i++)
                {
                    Check(schema.Item!, list[i], $"{path}[{i}]");
                    if (schema.Granularity != Granularity.Atomic && !seen.Add(ListItems.ElementOf(schema, list[i], path)))
                    {
                        string element = ListItems.Describe(ListItems.ElementOf(schema, list[i], path));
                        throw new TypedValueException(path, "duplicate entries for key " + element);
                    }
                }

                break;
        }
    }

    /// <summary>The fields a value sets.</summary>
    /// <param name="schema">Its type.</param>
    /// <param name="value">The value.</param>
    /// <param name="withContainers">Whether objects and lists are counted beside their members, as a plain write counts them.</param>
    public static FieldSet Fields(SchemaNode schema, JsonNode? value, bool withContainers = false)
    {
        FieldSet set = new();
        Collect(schema, value, set, withContainers);
        return set;
    }

    /// <summary>The fields in which two values differ: those added or changed, and those gone.</summary>
    public static (FieldSet Changed, FieldSet Removed) Compare(SchemaNode schema, JsonNode? before, JsonNode? after)
    {
        FieldSet changed = new();
        FieldSet removed = new();
        Compare(schema, before, after, changed, removed);
        return (changed, removed);
    }

    /// <summary>Lays a value over another.</summary>
    public static JsonNode? Merge(SchemaNode schema, JsonNode? live, JsonNode? applied)
    {
        if (schema.Granularity == Granularity.Atomic || live is null || applied is null)
        {
            return applied?.DeepClone();
        }

        return (live, applied) switch
        {
            (JsonObject left, JsonObject right) => MergeMaps(schema, left, right),
            (JsonArray left, JsonArray right) => MergeLists(schema, left, right),
            _ => applied.DeepClone(),
        };
    }

    /// <summary>Takes fields out of a value; objects and lists that become empty by that stay where they are owned.</summary>
    public static void Remove(SchemaNode schema, JsonNode? value, FieldSet fields)
    {
        switch (value)
        {
            case JsonObject map:
                foreach ((string element, FieldSet below) in fields.Children)
                {
                    string name = element[2..];
                    SchemaNode? field = schema.Kind == SchemaKind.Map ? schema.Item : schema.Fields.GetValueOrDefault(name);
                    if (field is null || !map.ContainsKey(name))
                    {
                        continue;
                    }

                    if (below.IsMember || below.Children.Count == 0)
                    {
                        map.Remove(name);
                    }
                    else
                    {
                        Remove(field, map[name], below);
                        if (map[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
                        {
                            map.Remove(name);
                        }
                    }
                }

                break;
            case JsonArray list when schema.Granularity != Granularity.Atomic:
                foreach (JsonNode? item in list.ToArray())
                {
                    if (fields.Children.TryGetValue(ListItems.ElementOf(schema, item, ""), out FieldSet? below))
                    {
                        if (below.IsMember)
                        {
                            list.Remove(item);
                        }
                        else
                        {
                            Remove(schema.Item!, item, below);
                        }
                    }
                }

                break;
        }
    }

    private static void Collect(SchemaNode schema, JsonNode? value, FieldSet set, bool withContainers)
    {
        if (schema.Granularity == Granularity.Atomic || value is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }))
        {
            set.IsMember = true;
            return;
        }

        set.IsMember = withContainers;
        foreach ((string element, SchemaNode type, JsonNode? member) in Members(schema, value))
        {
            FieldSet below = set.At(element);
            Collect(type, member, below, withContainers);
            if (value is JsonArray)
            {
                below.IsMember = true;
            }
        }
    }

    private static void Compare(SchemaNode schema, JsonNode? before, JsonNode? after, FieldSet changed, FieldSet removed)
    {
        if (before is null && after is null)
        {
            return;
        }

        if (after is null)
        {
            Collect(schema, before, removed, withContainers: true);
        }
        else if (before is null)
        {
            Collect(schema, after, changed, withContainers: true);
        }
        else if (schema.Granularity == Granularity.Atomic || before.GetValueKind() != after.GetValueKind())
        {
            changed.IsMember = !JsonNode.DeepEquals(before, after);
        }
        else
        {
            Dictionary<string, (SchemaNode Type, JsonNode? Value)> left = Index(schema, before);
            Dictionary<string, (SchemaNode Type, JsonNode? Value)> right = Index(schema, after);
            foreach (string element in left.Keys.Union(right.Keys))
            {
                SchemaNode type = (right.TryGetValue(element, out (SchemaNode Type, JsonNode?) found) ? found : left[element]).Type;
                Compare(
                    type, left.GetValueOrDefault(element).Value, right.GetValueOrDefault(element).Value, changed.At(element), removed.At(element));
            }
        }
    }

    private static Dictionary<string, (SchemaNode Type, JsonNode? Value)> Index(SchemaNode schema, JsonNode value)
    {
        Dictionary<string, (SchemaNode, JsonNode?)> index = new(StringComparer.Ordinal);
        foreach ((string element, SchemaNode type, JsonNode? member) in Members(schema, value))
        {
            index[element] = (type, member);
        }

        return index;
    }

    private static IEnumerable<(string Element, SchemaNode Type, JsonNode? Value)> Members(SchemaNode schema, JsonNode? value)
    {
        if (value is JsonObject map)
        {
            foreach ((string name, JsonNode? member) in map)
            {
                SchemaNode type = schema.Kind == SchemaKind.Map ? schema.Item! : schema.Fields.GetValueOrDefault(name) ?? SchemaNode.Any;
                yield return ("f:" + name, type, member);
            }
        }
        else if (value is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                yield return (ListItems.ElementOf(schema, item, ""), schema.Item!, item);
            }
        }
    }

    private static JsonObject MergeMaps(SchemaNode schema, JsonObject live, JsonObject applied)
    {
        JsonObject result = live.DeepClone().AsObject();
        foreach ((string name, JsonNode? value) in applied)
        {
            SchemaNode type = schema.Kind == SchemaKind.Map ? schema.Item! : schema.Fields.GetValueOrDefault(name) ?? SchemaNode.Any;
            JsonNode? merged = Merge(type, live[name], value);
            if (result.ContainsKey(name))
            {
                result[name] = merged;
            }
            else
            {
                result.Add(name, merged);
            }
        }

        return result;
    }

    private static JsonArray MergeLists(SchemaNode schema, JsonArray live, JsonArray applied)
    {
        JsonArray result = live.DeepClone().AsArray();
        foreach (JsonNode? item in applied)
        {
            string element = ListItems.ElementOf(schema, item, "");
            int at = result.ToList().FindIndex(present => ListItems.ElementOf(schema, present, "") == element);
            if (at < 0)
            {
                result.Add(item?.DeepClone());
            }
            else
            {
                result[at] = Merge(schema.Item!, live[at], item);
            }
        }

        return result;
    }

    private static void RequireType(SchemaKind kind, JsonNode value, string path)
    {
        string actual = GoName(value);
        bool number = value.GetValueKind() == JsonValueKind.Number;
        string? expected = kind switch
        {
            SchemaKind.Object or SchemaKind.Map => value is JsonObject ? null : "map",
            SchemaKind.List => value is JsonArray ? null : "list",
            SchemaKind.String => actual == "string" ? null : "string",
            SchemaKind.Boolean => actual == "bool" ? null : "boolean",
            SchemaKind.Integer or SchemaKind.Number => number ? null : "numeric (int or float)",
            SchemaKind.IntOrString => number || actual == "string" ? null : "string or numeric",
            _ => null,
        };
        if (expected is not null)
        {
            throw new TypedValueException(path, $"expected {expected}, got {actual}");
        }
    }

    private static string GoName(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "map",
        JsonValueKind.Array => "list",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => SchemaTypes.NameOf(value) == "integer" ? "int" : "float",
    };
}
