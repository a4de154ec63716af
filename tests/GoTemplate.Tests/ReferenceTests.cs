using System.Text.Json;

namespace GoTemplate.Tests;

/// <summary>What Go 1.19.8 with sprig 3.2.3 answered to some hundred templates; see golden/README.md.</summary>
public sealed class ReferenceTests
{
    /// <summary>
    /// What a newer Go answers (istio 1.28 is built with Go 1.24), by template: the output, or the error in its place.
    /// The list is complete and may only shrink.
    /// </summary>
    private static readonly Dictionary<string, string> NewerGo = new(StringComparer.Ordinal)
    {
        // text/template names what is called, and the types that cannot be compared.
        ["{{ call 3 }}"] = "template: inject:1:3: executing \"inject\" at <call 3>: error calling call: non-function 3 of type int",
        ["{{ eq 1 .n }}"] = "template: inject:1:3: executing \"inject\" at <eq 1 .n>: error calling eq: incompatible types for comparison: int and float64",
        ["{{ lt 1 \"a\" }}"] = "template: inject:1:3: executing \"inject\" at <lt 1 \"a\">: error calling lt: incompatible types for comparison: int and string",

        // The lexer complains before the parser does.
        ["{{ ) }}"] = "template: inject:1: unexpected right paren",

        // Range over integers, "else with", and a range that assigns its variables in their order.
        ["{{ range 2 }}{{ . }}{{ end }}"] = "01",
        ["{{ range $i, $x := 2 }}{{ end }}"] = "template: inject:1:19: executing \"inject\" at <2>: can't use 2 to iterate over more than one variable",
        ["{{ with .e }}{{ else with .s }}{{ . }}{{ end }}"] = "hello",
        ["{{ $x := 0 }}{{ $i := 0 }}{{ range $i, $x = .l }}{{ end }}{{ $i }}{{ $x }}"] = "2c",

        // encoding/json has short escapes (Go 1.22), regexp a second way to name a group (Go 1.22).
        ["{{ fromJson \"\\\"\\\\b\\\\f\\\"\" | toJson }}"] = "\"\\b\\f\"",
        ["{{ regexFind \"(?<n>l+)\" .s }}"] = "ll",
    };

    [Fact]
    public void Every_answer_is_Go_s()
    {
        using JsonDocument document = Document();
        JsonElement data = document.RootElement.GetProperty("data");
        FunctionMap functions = TestFunctions.All();
        List<string> differences = [];
        int compared = 0;
        foreach (JsonElement golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string template = golden.GetProperty("template").GetString()!;
            (string output, string? parseError, string? executeError) = Outcome.Of(template, data, functions);
            bool agrees = NewerGo.TryGetValue(template, out string? newer)
                ? (parseError ?? executeError ?? output) == newer
                : output == (Text(golden, "rendered") ?? "") && parseError == Text(golden, "parseError") && executeError == Text(golden, "executeError");
            compared++;
            if (!agrees)
            {
                differences.Add($"{golden}\n  was      {output} | {parseError} | {executeError}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
        Assert.True(compared > 500, $"only {compared} cases");
    }

    [Fact]
    public void The_listed_differences_are_some()
    {
        using JsonDocument document = Document();
        Dictionary<string, string?> answers = document.RootElement.GetProperty("cases").EnumerateArray().ToDictionary(
            golden => golden.GetProperty("template").GetString()!,
            golden => Text(golden, "parseError") ?? Text(golden, "executeError") ?? Text(golden, "rendered"));

        Assert.All(NewerGo, difference => Assert.NotEqual(difference.Value, answers[difference.Key]));
    }

    private static JsonDocument Document() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "go1.19-sprig3.2.json")));

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
}
