using GoTemplate.Syntax;

namespace GoTemplate.Tests;

/// <summary>The answers of Go's real engine, word for word.</summary>
public sealed class GoldenTests
{
    /// <summary>
    /// Cases that call a function of istiod, which this library does not know; GoldenSnippetTests of IstioGateway.Core.Tests runs
    /// them with all the others. The list is complete and may only shrink.
    /// </summary>
    private static readonly string[] WaitingForIstio =
    [
        "X{{ indent 4 .ml }}X",
        "{{ .ml | indent 2 | nindent 4 }}",
        "{{ toYaml .nested }}",
        "a:\n  {{- toYaml .nested | nindent 2 }}",
        "{{ toYaml .ml }}",
        "{{ dict \"a\" .n | toYaml }}",
        "{{ annotation . \"x\" \"y\" }}",
        "{{ valueOrDefault .e \"d\" }} {{ valueOrDefault .s \"d\" }} {{ valueOrDefault .z \"d\" }} {{ valueOrDefault .zero \"d\" }}",
        "{{ contains \"/\" \"a/b\" }}",
        "{{ isset .m \"k1\" }}",
    ];

    [Fact]
    public void Every_case_agrees_in_output_and_error()
    {
        object data = GoldenCases.Data();
        FunctionMap functions = TestFunctions.All();
        List<string> differences = [];
        foreach (GoldenCase golden in GoldenCases.All().Where(golden => !CallsIstio(golden.Template)))
        {
            (string output, string? parseError, string? executeError) = Outcome.Of(golden.Template, data, functions);
            if (output != (golden.Rendered ?? "") || parseError != golden.ParseError || executeError != golden.ExecuteError)
            {
                differences.Add($"""

                    {golden.Template}
                      expected {golden.Rendered} | {golden.ParseError} | {golden.ExecuteError}
                      was      {output} | {parseError} | {executeError}
                    """);
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Fact]
    public void Only_the_listed_cases_wait_for_functions_of_Istio()
    {
        Assert.Equal(WaitingForIstio.Order(), GoldenCases.All().Select(golden => golden.Template).Where(CallsIstio).Order());
    }

    private static bool CallsIstio(string template)
    {
        List<string> called = [];
        try
        {
            TemplateSyntax.Parse("inject", template, name =>
            {
                called.Add(name);
                return KnownFunctions.All.Contains(name);
            });
        }
        catch (TemplateException)
        {
            // What was called up to the error counts.
        }

        return called.Intersect(KnownFunctions.Istio).Any();
    }
}
