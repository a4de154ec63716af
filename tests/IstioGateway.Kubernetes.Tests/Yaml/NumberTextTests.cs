using System.Text.RegularExpressions;
using CsCheck;
using IstioGateway.Kubernetes.Yaml;

namespace IstioGateway.Kubernetes.Tests.Yaml;

public sealed partial class NumberTextTests
{
    private static readonly Gen<string> Texts = Gen.String[Gen.Char["0012+-.eE_x "], 0, 8];

    [Fact]
    public void It_reads_what_the_grammars_of_JSON_and_of_Go_say()
    {
        Texts.Sample(text =>
        {
            NumberText? number = NumberText.Read(text);
            Match match = Go().Match(text);
            string parts = number is null ? "" : $"{number.Sign}|{number.Whole}|{number.Fraction}|{number.Exponent}";
            string expected = !match.Success ? "" : string.Join('|', from name in "sign whole fraction exponent".Split(' ') select match.Groups[name].Value);
            return parts == expected && number is { IsJson: true } == Json().IsMatch(text);
        });
    }

    [Theory]
    [InlineData("1.25e-3", "", "1", "25", "e-3")]
    [InlineData("-.5", "-", "", "5", "")]
    [InlineData("+5.", "+", "5", "", "")]
    [InlineData("007", "", "007", null, "")]
    public void Parts_of_a_number(string text, string sign, string whole, string? fraction, string exponent)
    {
        Assert.Equal(new NumberText(sign, whole, fraction, exponent), NumberText.Read(text));
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Json();

    [GeneratedRegex(
        @"\A(?<sign>[-+]?)(\.(?<fraction>[0-9]+)|(?<whole>[0-9]+)(\.(?<fraction>[0-9]*))?)(?<exponent>([eE][-+]?[0-9]+)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Go();
}
