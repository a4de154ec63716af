using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Templates;

/// <summary>What istiod cannot parse must never reach it.</summary>
public sealed class TemplateSyntaxCheckTests
{
    [Fact]
    public void Every_template_of_istio_and_the_documented_one_parse()
    {
        string[] files = [.. Directory.GetFiles(SharedFiles.Path("istio/templates")), SharedFiles.Path("procedure/gateway-injection-template.txt")];

        Assert.All(files, file => Assert.Null(TemplateSyntaxCheck.Check(File.ReadAllText(file))));
    }

    [Theory]
    [InlineData("spec: {}\n{{ if .A }}\n", FindingIds.ParseError, 3, "unexpected EOF")]
    [InlineData("spec: {}\n{{ end }}", FindingIds.ParseError, 2, "unexpected {{end}}")]
    [InlineData("{{ .Values.x | quoote }}", FindingIds.UnknownFunction, 1, "function \"quoote\" not defined")]
    [InlineData("a\nb\n{{ \"open }}", FindingIds.ParseError, 3, "unterminated quoted string")]
    public void What_does_not_parse_is_an_error_with_its_line_and_gos_words(string template, string id, int line, string words)
    {
        TemplateFinding finding = TemplateSyntaxCheck.Check(template)!;

        Assert.Equal((id, line, FindingSeverity.Error), (finding.Id, finding.Line!.Value, finding.Severity));
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Contains(TemplateLint.Check(template), f => f.Id == id);
    }

    [Fact]
    public void Istios_own_functions_are_known()
    {
        Assert.Null(TemplateSyntaxCheck.Check("{{ toYaml (annotation .ObjectMeta `a` 1) | indent 4 }}{{ valueOrDefault (isset .A `b`) 1 | strdict }}"));
    }
}
