using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing.Ownership;

/// <summary>
/// A set of field paths as a tree, in the form of <c>FieldsV1</c>: <c>f:name</c> a field, <c>k:{...}</c> an item by its keys,
/// <c>v:...</c> an item of a set, <c>.</c> the place itself. Source: sigs.k8s.io/structured-merge-diff, fieldpath.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether the place itself is in the set.</summary>
    public bool IsMember { get; set; }

    /// <summary>The places below.</summary>
    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => !IsMember && _children.Values.All(child => child.IsEmpty);

    /// <summary>The place below, made when absent.</summary>
    public FieldSet At(string element)
    {
        if (!_children.TryGetValue(element, out FieldSet? child))
        {
            child = new FieldSet();
            _children.Add(element, child);
        }

        return child;
    }

    /// <summary>Removes a place and all below it.</summary>
    public void Remove(string element) => _children.Remove(element);

    /// <summary>A copy.</summary>
    public FieldSet Clone() => Combine(this, new FieldSet(), (left, right) => left || right);

    /// <summary>What is in either.</summary>
    public FieldSet Union(FieldSet other) => Combine(this, other, (left, right) => left || right);

    /// <summary>What is in both.</summary>
    public FieldSet Intersect(FieldSet other) => Combine(this, other, (left, right) => left && right);

    /// <summary>What is in this one alone.</summary>
    public FieldSet Without(FieldSet other) => Combine(this, other, (left, right) => left && !right);

    /// <summary>Every path in the set, in order.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths()
    {
        if (IsMember)
        {
            yield return [];
        }

        foreach ((string element, FieldSet child) in _children)
        {
            foreach (IReadOnlyList<string> path in child.Paths())
            {
                yield return [element, .. path];
            }
        }
    }

    /// <summary>Reads <c>fieldsV1</c>.</summary>
    public static FieldSet Parse(JsonObject fields)
    {
        FieldSet set = new();
        foreach ((string element, JsonNode? below) in fields)
        {
            if (element == ".")
            {
                set.IsMember = true;
            }
            else if (below is JsonObject { Count: > 0 } members)
            {
                set._children[element] = Parse(members);
            }
            else
            {
                set.At(element).IsMember = true;
            }
        }

        return set;
    }

    /// <summary>Writes <c>fieldsV1</c>.</summary>
    public JsonObject ToJson()
    {
        JsonObject fields = [];
        if (IsMember && _children.Values.Any(child => !child.IsEmpty))
        {
            fields["."] = new JsonObject();
        }

        foreach ((string element, FieldSet child) in _children)
        {
            if (!child.IsEmpty)
            {
                fields[element] = child.ToJson();
            }
        }

        return fields;
    }

    private static FieldSet Combine(FieldSet left, FieldSet right, Func<bool, bool, bool> rule)
    {
        FieldSet result = new() { IsMember = rule(left.IsMember, right.IsMember) };
        foreach (string element in left._children.Keys.Union(right._children.Keys))
        {
            FieldSet below = Combine(
                left._children.GetValueOrDefault(element) ?? new FieldSet(),
                right._children.GetValueOrDefault(element) ?? new FieldSet(),
                rule);
            if (!below.IsEmpty)
            {
                result._children[element] = below;
            }
        }

        return result;
    }
}
