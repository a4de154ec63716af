using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Selectors;

/// <summary>A field selector: equality and inequality on the few fields a type allows.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string Field, bool Equal, string Value)> _terms;

    private FieldSelector(List<(string, bool, string)> terms) => _terms = terms;

    /// <summary>The name that <c>metadata.name=</c> asks for, if it does.</summary>
    public string? Name => _terms.Find(term => term is { Field: "metadata.name", Equal: true }).Value;

    /// <summary>Parses <c>field=value</c>, <c>field==value</c> and <c>field!=value</c>, joined by commas; <c>\</c> escapes.</summary>
    /// <exception cref="FormatException">With the API server's words.</exception>
    public static FieldSelector Parse(string? selector, ResourceDefinition? type)
    {
        List<(string, bool, string)> terms = [];
        foreach (string term in Split(selector ?? ""))
        {
            (string field, bool equal, string value) = ParseTerm(term)
                ?? throw new FormatException($"invalid selector: '{selector}'; can't understand '{term}'");
            if (type is not null && field is not ("metadata.name" or "metadata.namespace") && !type.SelectableFields.Contains(field))
            {
                throw new FormatException(type.IsCustom
                    ? $"field label not supported: {field}"
                    : $"field label \"{field}\" not supported for {type.Kind}");
            }

            terms.Add((field, equal, value));
        }

        return new FieldSelector(terms);
    }

    /// <summary>Whether an object fulfils it.</summary>
    public bool Matches(StoredObject stored)
    {
        JsonObject? tree = null;
        foreach ((string field, bool equal, string value) in _terms)
        {
            string actual = field switch
            {
                "metadata.name" => stored.Key.Name,
                "metadata.namespace" => stored.Key.Namespace,
                _ => Text(tree ??= stored.Parse(), field),
            };
            if (actual == value != equal)
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(JsonObject tree, string path)
    {
        JsonNode? node = tree;
        foreach (string part in path.Split('.'))
        {
            node = (node as JsonObject)?[part];
        }

        return node switch
        {
            null => "",
            JsonValue value when value.TryGetValue(out string? text) => text,
            _ => node.ToJsonString(),
        };
    }

    private static IEnumerable<string> Split(string selector)
    {
        int start = 0;
        for (int i = 0; i <= selector.Length; i++)
        {
            if (i < selector.Length && selector[i] == '\\')
            {
                i++;
            }
            else if (i == selector.Length || selector[i] == ',')
            {
                if (i > start)
                {
                    yield return selector[start..i];
                }

                start = i + 1;
            }
        }
    }

    private static (string Field, bool Equal, string Value)? ParseTerm(string term)
    {
        for (int i = 0; i < term.Length; i++)
        {
            switch (term[i])
            {
                case '\\':
                    i++;
                    break;
                case '!' when i + 1 < term.Length && term[i + 1] == '=':
                    return (term[..i], false, Unescape(term[(i + 2)..]));
                case '=':
                    int value = i + 1 < term.Length && term[i + 1] == '=' ? i + 2 : i + 1;
                    return (term[..i], true, Unescape(term[value..]));
            }
        }

        return null;
    }

    private static string Unescape(string value)
    {
        StringBuilder text = new(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                i++;
            }

            text.Append(value[i]);
        }

        return text.ToString();
    }
}
