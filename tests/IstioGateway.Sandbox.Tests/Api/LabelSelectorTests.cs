using CsCheck;
using IstioGateway.Sandbox.Api.Selectors;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new()
    {
        ["app"] = "gateway",
        ["tier"] = "edge",
        ["weight"] = "10",
        ["kubernetes.io/os"] = "linux",
        ["empty"] = "",
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!absent", true)]
    [InlineData("app=gateway", true)]
    [InlineData("app==gateway", true)]
    [InlineData("app!=gateway", false)]
    [InlineData("absent!=x", true)]
    [InlineData("empty=", true)]
    [InlineData("kubernetes.io/os=linux,app=gateway", true)]
    [InlineData("kubernetes.io/os=linux,app=other", false)]
    [InlineData("app in (a,gateway)", true)]
    [InlineData("app notin (a,b)", true)]
    [InlineData("absent notin (a,b)", true)]
    [InlineData("absent in (a,b)", false)]
    [InlineData("empty in (,a)", true)]
    [InlineData("weight>9", true)]
    [InlineData("weight>10", false)]
    [InlineData("weight<11,app", true)]
    [InlineData("app>1", false)]
    [InlineData(" app = gateway , tier in ( edge ) ", true)]
    public void A_selector_selects_as_in_Kubernetes(string selector, bool expected) =>
        Assert.Equal(expected, LabelSelector.Parse(selector).Matches(Labels));

    [Theory]
    [InlineData("===", "found '==', expected: !, identifier, or 'end of string'")]
    [InlineData("a,", "found '', expected: identifier after ','")]
    [InlineData("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt")]
    [InlineData("a in b", "unable to parse requirement: found 'b' expected: '('")]
    [InlineData("a in (b", "unable to parse requirement: found '', expected: ',' or ')'")]
    [InlineData("a in ()", "unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty")]
    [InlineData("a=(", "unable to parse requirement: found '(', expected: identifier")]
    [InlineData("a=b c", "found 'c', expected: ',' or 'end of string'")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    public void A_malformed_selector_is_refused_in_the_servers_words(string selector, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => LabelSelector.Parse(selector)).Message);

    [Theory]
    [InlineData("a>b")]
    [InlineData("-a=b")]
    [InlineData("a=-b")]
    [InlineData("a/b/c=d")]
    [InlineData("/b=d")]
    [InlineData("UPPER.example/x=d")]
    public void Keys_and_values_that_no_label_can_have_are_refused(string selector) =>
        Assert.Throws<FormatException>(() => LabelSelector.Parse(selector));

    [Fact]
    public void In_and_notin_are_opposites_for_every_label_that_is_there()
    {
        Gen<string> word = Gen.Char["abc"].Array[1, 3].Select(letters => new string(letters));
        Gen.Select(word, word, word.Array[1, 4]).Sample((key, value, list) =>
        {
            Dictionary<string, string> labels = new() { [key] = value };
            string values = string.Join(',', list);
            Assert.NotEqual(
                LabelSelector.Parse($"{key} in ({values})").Matches(labels), LabelSelector.Parse($"{key} notin ({values})").Matches(labels));
            Assert.Equal(list.Contains(value), LabelSelector.Parse($"{key} in ({values})").Matches(labels));
        });
    }

    [Fact]
    public void Any_text_is_either_parsed_or_refused() =>
        Gen.Char["ab =!(),<>in-./\t"].Array[0, 12].Select(letters => new string(letters)).Sample(text =>
        {
            try
            {
                LabelSelector.Parse(text).Matches(Labels);
            }
            catch (FormatException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        });
}
