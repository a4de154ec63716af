using GoTemplate.Execution;
using GoTemplate.Functions;
using GoTemplate.Syntax;
using GoTemplate.Values;

namespace GoTemplate;

/// <summary>
/// A template of Go's <c>text/template</c> language (https://pkg.go.dev/text/template), parsed and ready to be executed any
/// number of times, also at once. A key that a map lacks prints as &lt;no value&gt;, as by default in Go.
/// </summary>
public sealed class Template
{
    private Template(TemplateSyntax syntax, FunctionMap functions)
    {
        Syntax = syntax;
        Functions = functions;
    }

    /// <summary>The template's name, as error messages give it.</summary>
    public string Name => Syntax.Name;

    /// <summary>What was parsed.</summary>
    public TemplateSyntax Syntax { get; }

    internal FunctionMap Functions { get; }

    /// <summary>Names of the functions that every template knows.</summary>
    public static IReadOnlyCollection<string> BuiltinFunctions => Builtins.Names;

    /// <summary>Parses a text.</summary>
    /// <param name="name">The template's name, for error messages.</param>
    /// <param name="text">The text.</param>
    /// <param name="functions">Functions besides Go's own; not to be changed any more.</param>
    /// <exception cref="TemplateException">The text is not a template, or calls a function that is not there.</exception>
    public static Template Parse(string name, string text, FunctionMap? functions = null)
    {
        FunctionMap known = functions ?? [];
        return new Template(TemplateSyntax.Parse(name, text, word => known.Contains(word) || Builtins.Contains(word)), known);
    }

    /// <summary>Executes the template and returns what it prints.</summary>
    /// <inheritdoc cref="Execute"/>
    public string Render(object? data, TemplateLimits? limits = null, CancellationToken cancellationToken = default)
    {
        using StringWriter output = new();
        Execute(output, data, limits, cancellationToken);
        return output.ToString();
    }

    /// <summary>Executes the template.</summary>
    /// <param name="output">Takes what the template prints; what came before an error is there.</param>
    /// <param name="data">What the dot is: see <see cref="GoValue"/> for how .NET values stand for Go's.</param>
    /// <param name="limits">How much the template may use up; <see cref="TemplateLimits.Default"/> when absent.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    /// <exception cref="TemplateException">The template cannot be executed, or passes a limit.</exception>
    /// <exception cref="ArgumentException">The data is of a .NET type that stands for none of Go's.</exception>
    public void Execute(
        TextWriter output, object? data, TemplateLimits? limits = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Budget budget = new(limits ?? TemplateLimits.Default, cancellationToken);
        Executor.Execute(this, Name, ToValue(data), output, budget);
    }

    /// <summary>The template as text again.</summary>
    public override string ToString() => Syntax.ToString();

    private static Value ToValue(object? data)
    {
        try
        {
            return Value.Of(data);
        }
        catch (FunctionException exception)
        {
            throw new ArgumentException(exception.Message, nameof(data), exception);
        }
    }
}
