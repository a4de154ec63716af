using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Kubernetes.Yaml;

namespace IstioGateway.Kubernetes.Tests.Yaml;

public sealed class BlockYamlTests
{
    private static readonly string[] Starts = ["", "a: ", "b:", "key.io/x: ", "c-d: ", "on: ", "1: ", "- ", "-", "- - ", "- a: ", "- b:", "# ", "'q': "];

    private static readonly string[] Values =
    [
        "", "", "x", "1", "-1", "1.10", "012", "0x1F", "1_000", "yes", "null", "~", "--flag=a:b", "-x", "a b", "a  b ", "$(X).svc:80", "/a/b", ".5",
        ".inf", "a: b", "a:", "a #b", "# c", "#c", "\"x y\"", "\"x\" ", "\"a\\nb\"", "\"\"", "''", "'a b'", "'a''b'", "'a' b", "\"a\": b", "\"",
        "[]", "[a]", "[a, b-c/d,1]", "[a b]", "[a,]", "[ ]", "{}", "{a: b}", "|", "|-", "|+", ">", "|2", "| # c", "*x", "&x a", "!t a", "@a", "%a",
        "<<", "=", "?", "? a", ",", "a,b", "(a)", "a)", "\\", "a\\b", "a;b", "2001-01-01", "12:30", "---", "...", "--- a", "+1", "a\tb", "é", "\r",
    ];

    private static readonly Gen<string> OddLines = Gen.Select(
        Gen.Int[0, 5], Gen.OneOf(Starts), Gen.OneOf(Values), (indent, start, value) => new string(' ', indent) + start + value);

    private static readonly Gen<string> UsualLines = Gen.Select(
        Gen.OneOf("", "  ", "    "),
        Gen.OneOf("a: ", "b: ", "c:", "- ", "- d: ", "- e:", ""),
        Gen.OneOf("x", "1", "\"q\"", "[f]", "{}", "|", "|-", ""),
        (indent, start, value) => indent + start + value);

    private static readonly Gen<string> Texts = Gen.Select(
        Gen.Frequency((4, UsualLines), (1, OddLines)).Array[1, 7],
        Gen.Bool,
        (lines, isEnded) => string.Join('\n', lines) + (isEnded ? "\n" : ""));

    [Fact]
    public void What_it_reads_is_what_the_library_reads()
    {
        int taken = 0;
        Texts.Sample(
            text =>
            {
                if (BlockYaml.TryRead(text, out JsonNode? node))
                {
                    Interlocked.Increment(ref taken);
                    Assert.Equal(Json(YamlReader.ReadFirst(text)), Json(node));
                }
            },
            iter: 200_000);
        Assert.True(taken > 5_000, $"{taken} texts were taken: too few to say anything.");
    }

    [Theory]
    [InlineData("a:\n- b: 1\n  c: [x, z]\n- d\ne: {}\n", """{"a":[{"b":1,"c":["x","z"]},"d"],"e":{}}""")]
    [InlineData("# first\na:\n  b: \"x y\"  \n\n  c: 'z'\nd:\n", """{"a":{"b":"x y","c":"z"},"d":null}""")]
    [InlineData("a: |\n   {{ x }}\n\n     y\n\nb: |-\n  z\n", """{"a":"{{ x }}\n\n  y\n","b":"z"}""")]
    [InlineData("- - 1\n  - --flag=x:y\n- kubernetes://apis/apps/v1\n- yes\n", """[[1,"--flag=x:y"],"kubernetes://apis/apps/v1",true]""")]
    public void It_reads_what_templates_print(string yaml, string json)
    {
        Assert.True(BlockYaml.TryRead(yaml, out JsonNode? node));
        Assert.Equal(Json(JsonNode.Parse(json)), Json(node));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a: 1\na: 2\n")]
    [InlineData("a: x\n  y\n")]
    [InlineData("a: 1\n b: 2\n")]
    [InlineData("a: &x b\n")]
    [InlineData("a: |\n  b")]
    [InlineData("a: |\n\n  b\n")]
    [InlineData("---\na: 1\n")]
    [InlineData("yes: 1\n")]
    [InlineData("a: .inf\n")]
    [InlineData("a:\n\t- b\n")]
    public void It_leaves_what_is_not_certain(string yaml) => Assert.False(BlockYaml.TryRead(yaml, out _));

    [Fact]
    public void It_leaves_what_is_nested_without_end() =>
        Assert.False(BlockYaml.TryRead(string.Concat(Enumerable.Repeat("- ", 20_000)) + "x", out _));

    private static string Json(JsonNode? node) => node?.ToJsonString() ?? "null";
}
