using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Kubernetes.Yaml;

namespace IstioGateway.Kubernetes.Tests.Yaml;

public sealed class YamlCodecTests
{
    private static readonly YamlCodec Codec = new();

    private static readonly string[] Nasty =
    [
        "", " ", "~", "null", "Null", "true", "yes", "No", "on", "y", "N", "0", "-0", "012", "08", "0x1F", "0o17", "0b11", "1_000",
        "1.10", "1e3", "1e999", ".5", "5.", "+1", "-1", ".inf", "-.INF", ".nan", "12:30:45", "2001-01-01", "2001-12-14t21:59:43.10Z",
        "a: b", "a #b", "#a", "- a", "-", "?", ":", "a:", "{a}", "[a]", "&a", "*a", "!a", "!!str", "|", ">", "'a'", "\"a\"", "%a", "@a",
        "`a", "=", "<<", "---", "...", "trailing ", " leading", "tab\tinside", "\ttab first", "a\nb", "a\nb\n", "a\nb\n\n", "\na", "\n",
        "\n\n", "  a\nb", "a\n  b\n", "a \nb", "a\r\nb\r\n", "a\rb", "\u0085", "\u2028", "\uFEFF", "\u00A0", "é", "\U0001F600", "a\n\U0001F600\n",
        "\u0001", "\u007F", "{{- if .Values }}\n  x: {{ quote . }}\n{{- end }}", "key: |\n  text", "\\", "a\\nb", "日本語", "a\n\tb\n", "\n  a\n",
        "a\n ", "--- a", "--- \nb", "a\n---\nb\n", "a\n...\nb", "# a\nb", "%YAML 1.1\n",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOf(Nasty),
        Gen.String[Gen.OneOf(Gen.OneOf(" \n\t:#-?{}[]&*!|>'\"%@`,0123456789.eExX_+~\\ab\r".ToCharArray()), Gen.Char[' ', '~']), 0, 30],
        Gen.String[Gen.Char['\u0001', '\uD7FF'], 0, 12]);

    private static readonly Gen<string> Numbers = Gen.OneOf(
        "0", "-0", "1", "-1", "1.10", "1e3", "1E-7", "123456789012345678901234567890", "0.1", "-2.50", "1e999", "18446744073709551615");

    private static Gen<JsonNode?> Json(int depth) => depth == 0
        ? Leaf
        : Gen.Frequency(
            (3, Leaf),
            (1, Json(depth - 1).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())]))),
            (2, Gen.Select(Texts, Json(depth - 1)).Array[0, 4].Select(Mapping)));

    private static Gen<JsonNode?> Leaf { get; } = Gen.OneOf(
        Texts.Select(t => (JsonNode?)JsonValue.Create(t)),
        Numbers.Select(n => JsonNode.Parse(n)),
        Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
        Gen.Const((JsonNode?)null));

    private static JsonNode? Mapping((string Key, JsonNode? Value)[] entries)
    {
        var mapping = new JsonObject();
        foreach ((string key, JsonNode? value) in entries)
        {
            mapping[key] = value?.DeepClone();
        }

        return mapping;
    }

    [Fact]
    public void Every_document_is_read_and_anchors_end_with_theirs()
    {
        const string Text = "# head\n---\na: &x 1\nb: *x\n---\n# nothing\n---\n- 2\n...\n";

        Assert.Equal(["""{"a":1,"b":1}""", "null", "[2]"], new YamlCodec().ReadAll(Text).Select(node => node?.ToJsonString() ?? "null"));
        Assert.Empty(new YamlCodec().ReadAll("# only a comment\n"));
        Assert.Equal("""{"a":1}""", Assert.Single(new YamlCodec().ReadAll("""{"a":1}"""))!.ToJsonString());
        Assert.Throws<FormatException>(() => new YamlCodec().ReadAll("a: &x 1\n---\nb: *x\n"));
        Assert.Contains("Line 4", Assert.Throws<FormatException>(() => new YamlCodec().ReadAll("a: 1\n---\n[b\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same_value() => Json(3).Sample(
        node =>
        {
            string yaml = Codec.Write(node);
            Assert.True(Same(node, Codec.Read(yaml)), yaml);
        },
        iter: 20_000);

    [Fact]
    public void Every_nasty_text_survives_as_value_as_key_and_in_a_list()
    {
        foreach (string text in Nasty)
        {
            var node = new JsonObject { [text] = text, ["list"] = new JsonArray(text, new JsonArray(text)), ["after"] = 1 };
            string yaml = Codec.Write(node);
            Assert.True(Same(node, Codec.Read(yaml)), $"{text}\n{yaml}");
        }
    }

    [Fact]
    public void A_text_of_several_lines_is_a_literal_block()
    {
        var node = new JsonObject { ["a"] = new JsonObject { ["gateway"] = "{{- if x }}\nspec:\n  y: 1\n\n{{- end }}" } };

        Assert.Equal("a:\n  gateway: |-\n    {{- if x }}\n    spec:\n      y: 1\n\n    {{- end }}\n", Codec.Write(node));
    }

    [Fact]
    public void Lists_stand_under_their_key_and_texts_that_look_like_something_else_are_quoted()
    {
        var node = new JsonObject
        {
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["port"] = 80 }, "yes", "0x1F", "v1.30.3"),
            ["empty"] = new JsonArray(),
            ["none"] = null,
            ["on"] = true,
        };

        Assert.Equal(
            "ports:\n- name: http\n  port: 80\n- \"yes\"\n- \"0x1F\"\n- v1.30.3\nempty: []\nnone: null\n\"on\": true\n", Codec.Write(node));
    }

    [Theory]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("~", "null")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("012", "10")]
    [InlineData("08", "8")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("-0b11", "-3")]
    [InlineData("1_000", "1000")]
    [InlineData("1.10", "1.10")]
    [InlineData("+1.5", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("2001-01-01", "\"2001-01-01\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("!!float 5", "5")]
    [InlineData("!!binary aGk=", "\"hi\"")]
    [InlineData("{on: 1, 2: b}", """{"true":1,"2":"b"}""")]
    [InlineData("", "null")]
    [InlineData("a: &x {b: 1}\nc: {<<: *x, d: 2}", """{"a":{"b":1},"c":{"d":2,"b":1}}""")]
    [InlineData("{\"a\":\t\"\\ud83d\\ude00\\/\"}", "{\"a\":\"\U0001F600/\"}")]
    [InlineData("a: 1\n---\nb: 2", """{"a":1}""")]
    public void Scalars_mean_what_they_mean_to_kubernetes(string yaml, string json) =>
        Assert.True(Same(JsonNode.Parse(json), Codec.Read(yaml)), Codec.Read(yaml)?.ToJsonString());

    [Theory]
    [InlineData("a: 1\na: 2", "Line 2, column 1")]
    [InlineData("{\"a\":1,\"a\":2}", "twice")]
    [InlineData("a: [1", "Line")]
    [InlineData("a: *b", "Line 1, column 4")]
    [InlineData("a: .inf", "Line 1, column 4")]
    [InlineData("a: &x [*x]", "Line 1, column 8")]
    [InlineData("? [a]\n: b", "key")]
    [InlineData("!!int abc", "no int")]
    [InlineData("a:\n\t- b", "Line 1, column 1")]
    public void What_has_no_meaning_is_refused_with_its_place(string yaml, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => Codec.Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_billion_laughs_are_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++)
        {
            string all = string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10));
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{all}]\n");
        }

        Assert.Contains("aliases", Assert.Throws<FormatException>(() => Codec.Read(yaml.ToString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('-')]
    public void Nesting_without_end_is_refused(char opener)
    {
        string yaml = opener == '[' ? new string('[', 100_000) : string.Concat(Enumerable.Repeat("- ", 20_000));
        Assert.Throws<FormatException>(() => Codec.Read(yaml));
    }

    [Fact]
    public void Any_text_reads_or_is_refused_and_nothing_else() => Texts.Array[0, 6].Select(parts => string.Join('\n', parts)).Sample(
        text =>
        {
            try
            {
                Codec.Read(text);
            }
            catch (FormatException)
            {
                // The only way to say no.
            }
        },
        iter: 20_000);

    /// <summary>Numbers by their text: 1.10 is not 1.1 to us.</summary>
    private static bool Same(JsonNode? a, JsonNode? b) => (a?.ToJsonString() ?? "null") == (b?.ToJsonString() ?? "null");
}
