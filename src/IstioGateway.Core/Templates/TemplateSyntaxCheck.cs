using GoTemplate;
using GoTemplate.Sprig;
using GoTemplate.Syntax;
using IstioGateway.Injection;

namespace IstioGateway.Templates;

/// <summary>
/// Parses a template as istiod does. Every layer takes a template that does not parse, the running istiod ignores it with one
/// log line, and at its next start istiod fails for the whole mesh (istio 1.28.10, pkg/kube/inject/inject.go:173-197,
/// pilot/pkg/bootstrap/server.go:356-358). So this is an error before anything is sent.
/// </summary>
public static class TemplateSyntaxCheck
{
    /// <summary>The name istiod gives every template; error texts read <c>template: inject:LINE:</c>.</summary>
    private const string TemplateName = "inject";

    /// <summary>The finding that stops istiod, or <see langword="null"/> for a template that parses.</summary>
    /// <param name="template">The text.</param>
    public static TemplateFinding? Check(string template)
    {
        // Functions of any version: a name that is new to the running one is a matter of its version, not of the text.
        FunctionMap functions = new() { SprigFunctions.Create(), IstioFunctions.Create() };
        try
        {
            TemplateSyntax.Parse(TemplateName, template, name => functions.Contains(name) || Template.BuiltinFunctions.Contains(name));
            return null;
        }
        catch (TemplateException exception)
        {
            bool unknownFunction = exception.Message.Contains("function \"", StringComparison.Ordinal)
                && exception.Message.EndsWith("not defined", StringComparison.Ordinal);
            return new TemplateFinding
            {
                Id = unknownFunction ? FindingIds.UnknownFunction : FindingIds.ParseError,
                Severity = FindingSeverity.Error,
                Line = exception.Line,
                Message = $"istiod cannot parse the template and would not start with it: {exception.Message}",
                Recommendation = unknownFunction
                    ? "Use a function that Go's text/template, sprig or Istio has."
                    : "Mend the template at this line.",
            };
        }
    }
}
