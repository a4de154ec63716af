using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>A template that was parsed and nothing else: enough to say whether a text is one, and where it is not.</summary>
public sealed class TemplateSyntax
{
    private TemplateSyntax(SourceText source, IReadOnlyDictionary<string, ListNode> trees)
    {
        Source = source;
        Trees = trees;
    }

    /// <summary>The template's name, as error messages give it.</summary>
    public string Name => Source.Name;

    /// <summary>Names of the templates that the text defines, its own among them.</summary>
    public IEnumerable<string> DefinedTemplates => Trees.Keys;

    internal SourceText Source { get; }

    internal IReadOnlyDictionary<string, ListNode> Trees { get; }

    /// <summary>Parses a text.</summary>
    /// <param name="name">The template's name, for error messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="isFunction">Whether a name is that of a function; Go rejects a template that calls another.</param>
    /// <exception cref="TemplateException">The text is not a template; the message is Go's.</exception>
    public static TemplateSyntax Parse(string name, string text, Predicate<string> isFunction)
    {
        SourceText source = new(name, text);
        return new TemplateSyntax(source, Parser.Parse(source, isFunction));
    }

    /// <summary>The template as text again: definitions first, without comments and trim markers, and parsed to the same trees.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((string name, ListNode list) in Trees.Where(tree => tree.Key != Name).OrderBy(tree => tree.Key, StringComparer.Ordinal))
        {
            text.Append("{{define ").Append(GoQuote.Quote(name)).Append("}}");
            list.WriteTo(text);
            text.Append("{{end}}");
        }

        Trees[Name].WriteTo(text);
        return text.ToString();
    }
}
