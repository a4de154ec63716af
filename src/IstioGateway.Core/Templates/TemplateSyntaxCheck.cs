using GoTemplate;
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
    /// <summary>The finding that stops istiod, or <see langword="null"/> for a template that parses.</summary>
    /// <param name="template">The text.</param>
    /// <param name="istioVersion">The Istio version it is meant for; without it, functions of any version are taken.</param>
    public static TemplateFinding? Check(string template, string? istioVersion = null)
    {
        FunctionMap functions = PodInjector.Functions;
        IstioVersion? version = istioVersion is null ? null : IstioVersion.TryParse(istioVersion);
        try
        {
            TemplateSyntax.Parse(PodInjector.ParseName, template, name => IsThere(name) || Template.BuiltinFunctions.Contains(name));
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
                Line = exception.Line == 0 ? null : exception.Line,
                Column = exception.Column + 1,
                Message = $"istiod cannot parse the template and would not start with it: {exception.Message}",
                Recommendation = unknownFunction
                    ? $"Use a function that Go's text/template, sprig or Istio{(version is null ? "" : $" {istioVersion}")} has."
                    : "Mend the template at this line.",
            };
        }

        bool IsThere(string name) => functions.Contains(name)
            && (version is null || IstioFunctions.Since(name) is not { } since || version.CompareTo(since) >= 0);
    }
}
