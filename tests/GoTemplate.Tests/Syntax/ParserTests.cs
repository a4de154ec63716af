using GoTemplate.Syntax;
using IstioGateway.Testing;

namespace GoTemplate.Tests.Syntax;

public sealed class ParserTests
{
    private static TemplateSyntax Parse(string text) => TemplateSyntax.Parse("inject", text, KnownFunctions.All.Contains);

    [Fact]
    public void Every_golden_case_parses_or_fails_as_in_Go()
    {
        List<string> differences = [];
        foreach (GoldenCase golden in GoldenCases.All())
        {
            string? error = null;
            try
            {
                Parse(golden.Template);
            }
            catch (TemplateException exception)
            {
                error = exception.Message;
            }

            if (error != golden.ParseError)
            {
                differences.Add($"{golden.Template}\n  expected {golden.ParseError}\n  was      {error}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    public static TheoryData<string> TemplatesOfIstio() =>
    [
        "procedure/gateway-injection-template.txt",
        "istio/templates/gateway-1.20.8.yaml",
        "istio/templates/gateway-1.21.3.yaml",
        "istio/templates/gateway-1.24.6.yaml",
        "istio/templates/gateway-1.26.8.yaml",
        "istio/templates/gateway-1.28.10.yaml",
        "istio/templates/kube-gateway-1.23.6.yaml",
        "istio/templates/kube-gateway-1.28.10.yaml",
    ];

    [Theory]
    [MemberData(nameof(TemplatesOfIstio))]
    public void A_template_of_Istio_parses_and_prints_itself_stably(string file)
    {
        string printed = Parse(SharedFiles.Text(file)).ToString();

        Assert.NotEqual("", printed);
        Assert.Equal(printed, Parse(printed).ToString());
    }

    [Fact]
    public void The_list_of_Istio_templates_is_complete()
    {
        IEnumerable<string> files = Directory.GetFiles(SharedFiles.Path("istio/templates"))
            .Select(file => "istio/templates/" + Path.GetFileName(file));

        Assert.Empty(files.Except(TemplatesOfIstio().Select(row => row.Data)));
    }

    // The expected texts follow from text/template/parse of Go 1.24; none of them is in the recorded cases.
    [Theory]
    [InlineData("a\nb {{ .x", "template: inject:2: unclosed action")]
    [InlineData("{{ .x\n", "template: inject:2: unclosed action started at inject:1")]
    [InlineData("{{ if .x }}\n\n{{ .y", "template: inject:3: unclosed action")]
    [InlineData("{{ if .x\n`a }}", "template: inject:2: unterminated raw quoted string in action started at inject:1")]
    [InlineData("{{ if .x }}\nno end\n", "template: inject:3: unexpected EOF")]
    [InlineData("{{/* open", "template: inject:1: unclosed comment")]
    [InlineData("{{/* c */ x}}", "template: inject:1: comment ends before closing delimiter")]
    [InlineData("{{ \"open }}", "template: inject:1: unterminated quoted string")]
    [InlineData("{{ 'x }}", "template: inject:1: unterminated character constant")]
    [InlineData("{{ 'ab' }}", "template: inject:1: malformed character constant: 'ab'")]
    [InlineData("{{ '' }}", "template: inject:1: invalid syntax")]
    [InlineData("{{ \"\\z\" }}", "template: inject:1: invalid syntax")]
    [InlineData("{{ 1x }}", "template: inject:1: bad number syntax: \"1x\"")]
    [InlineData("{{ 089 }}", "template: inject:1: integer overflow: \"089\"")]
    [InlineData("{{ 18446744073709551616 }}", "template: inject:1: integer overflow: \"18446744073709551616\"")]
    [InlineData("{{ 0x }}", "template: inject:1: illegal number syntax: \"0x\"")]
    [InlineData("{{ .x+2 }}", "template: inject:1: bad character U+002B '+'")]
    [InlineData("{{ \u0001 }}", "template: inject:1: unrecognized character in action: U+0001")]
    [InlineData("{{ $ : 1 }}", "template: inject:1: expected :=")]
    [InlineData("{{ .x) }}", "template: inject:1: unexpected right paren")]
    [InlineData("{{ print ( }}", "template: inject:1: unclosed left paren")]
    [InlineData("{{ print () }}", "template: inject:1: missing value for parenthesized pipeline")]
    [InlineData("{{ | print }}", "template: inject:1: unexpected \"|\" in command")]
    [InlineData("{{ print | | print }}", "template: inject:1: unexpected \"|\" in command")]
    [InlineData("{{}}", "template: inject:1: missing value for command")]
    [InlineData("{{ 1.x }}", "template: inject:1: bad number syntax: \"1.x\"")]
    [InlineData("{{ true.x }}", "template: inject:1: unexpected . after term \"true\"")]
    [InlineData("{{ \"a\".x }}", "template: inject:1: unexpected . after term \"\\\"a\\\"\"")]
    [InlineData("{{ if .x }}{{ else }}{{ else }}{{ end }}", "template: inject:1: expected end; found {{else}}")]
    [InlineData("{{ with .x }}{{ else if .y }}{{ end }}", "template: inject:1: unexpected <if> in input")]
    [InlineData("{{ range .x }}{{ else range .y }}{{ end }}", "template: inject:1: unexpected <range> in else")]
    [InlineData("{{ end x }}", "template: inject:1: unexpected \"x\" in end")]
    [InlineData("{{ if end }}{{ end }}", "template: inject:1: unexpected <end> in if")]
    [InlineData("{{ define x }}{{ end }}", "template: inject:1: unexpected \"x\" in define clause")]
    [InlineData("{{ define \"x\" }}{{ else }}{{ end }}", "template: inject:1: unexpected {{else}} in define clause")]
    [InlineData("{{ define \"x\" }}a{{ end }}{{ define \"x\" }}b{{ end }}", "template: inject:1: template: multiple definition of template \"x\"")]
    [InlineData("{{ if .x }}{{ define \"x\" }}{{ end }}{{ end }}", "template: inject:1: unexpected <define> in command")]
    [InlineData("{{ block \"x\" }}{{ end }}", "template: inject:1: missing value for block clause")]
    [InlineData("{{ block \"x\" . }}\n{{ else }}{{ end }}", "template: inject:1: unexpected {{else}} in block clause")]
    [InlineData("{{ template .x }}", "template: inject:1: unexpected \".x\" in template clause")]
    [InlineData("{{ range $a, $b, $c := .x }}{{ end }}", "template: inject:1: too many declarations in range")]
    [InlineData("{{ range $a, 1 }}{{ end }}", "template: inject:1: range can only initialize variables")]
    [InlineData("{{ $a, $b := .x }}", "template: inject:1: too many declarations in command")]
    [InlineData("{{ if $x := .a }}{{ end }}{{ $x }}", "template: inject:1: undefined variable \"$x\"")]
    [InlineData("{{ $x := 1 }}{{ define \"t\" }}{{ $x }}{{ end }}", "template: inject:1: undefined variable \"$x\"")]
    [InlineData("{{ continue }}", "template: inject:1: {{continue}} outside {{range}}")]
    [InlineData("{{ range .x }}{{ block \"b\" . }}{{ break }}{{ end }}{{ end }}", "template: inject:1: {{break}} outside {{range}}")]
    [InlineData("{{ range .x }}{{ break 1 }}{{ end }}", "template: inject:1: unexpected \"1\" in {{break}}")]
    [InlineData("{{ print .x | 'a' }}", "template: inject:1: non executable command in pipeline stage 2")]
    [InlineData("{{ print \"abcdefghijklm\"x }}", "template: inject:1: unexpected \"x\" in operand")]
    [InlineData("{{ print aVeryLongFunctionName }}", "template: inject:1: function \"aVeryLongFunctionName\" not defined")]
    [InlineData("{{ if = }}{{ end }}", "template: inject:1: unexpected \"=\" in if")]
    [InlineData("{{ if , }}{{ end }}", "template: inject:1: unexpected \",\" in if")]
    public void What_is_no_template_fails_with_Go_s_text(string text, string message)
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Parse(text));

        Assert.Equal(message, exception.Message);
        Assert.True(exception.IsParseError);
    }

    [Fact]
    public void A_parse_error_carries_name_line_and_column()
    {
        TemplateException exception = Assert.Throws<TemplateException>(() => Parse("ä\n ü {{ nofunc }}"));

        Assert.Equal("inject", exception.Name);
        Assert.Equal(2, exception.Line);
        Assert.Equal(7, exception.Column); // in bytes, as Go counts
        Assert.Null(exception.Context);
    }

    [Theory]
    [InlineData("{{- .x -}}", "{{.x}}")]
    [InlineData("a {{- /* gone */ -}} b", "ab")]
    [InlineData("{{ $x := 1 | print }}{{ $x = 2 }}", "{{$x := 1 | print}}{{$x = 2}}")]
    [InlineData("{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}", "{{if .a}}1{{else}}{{if .b}}2{{else}}3{{end}}{{end}}")]
    [InlineData("{{ range $i, $e := .l }}{{ break }}{{ continue }}{{ end }}", "{{range $i, $e := .l}}{{break}}{{continue}}{{end}}")]
    [InlineData("{{ with (index .l 0).x.y }}{{ end }}", "{{with (index .l 0).x.y}}{{end}}")]
    [InlineData("{{ block \"b\" $ }}x{{ end }}", "{{define \"b\"}}x{{end}}{{template \"b\" $}}")]
    [InlineData("{{ print nil true 'x' 0x1F 1i `raw` . $.a }}", "{{print nil true 'x' 0x1F 1i `raw` . $.a}}")]
    [InlineData("{ {{- .x }}", "{{\"{\"}}{{.x}}")]
    public void A_template_prints_itself_as_Go_does(string text, string printed)
    {
        Assert.Equal(printed, Parse(text).ToString());
        Assert.Equal(printed, Parse(printed).ToString());
    }

    [Fact]
    public void A_function_called_break_takes_the_keyword_s_place()
    {
        TemplateSyntax syntax = TemplateSyntax.Parse("inject", "{{ break }}", name => name == "break");

        Assert.Equal("{{break}}", syntax.ToString());
    }

    [Theory]
    [InlineData("(", "{{print ")]
    [InlineData("{{if .}}", "")]
    [InlineData("{{if .}}{{else if .}}", "")]
    [InlineData("{{range .}}{{with .}}", "")]
    public void Nesting_without_end_is_an_error_and_not_a_crash(string opening, string before)
    {
        string text = before + string.Concat(Enumerable.Repeat(opening, 100_000));

        Assert.Contains("max expression depth exceeded", Assert.Throws<TemplateException>(() => Parse(text)).Message, StringComparison.Ordinal);
    }
}
