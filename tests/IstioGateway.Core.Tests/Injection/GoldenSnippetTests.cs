using System.Text.Json;
using GoTemplate;
using GoTemplate.Sprig;
using IstioGateway.Injection;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>The answers of Go's real engine with sprig's functions and istiod's, word for word.</summary>
public sealed class GoldenSnippetTests
{
    [Fact]
    public void Every_case_agrees_in_output_and_error()
    {
        using JsonDocument document = JsonDocument.Parse(SharedFiles.Text("golden/go-template-snippets.json"));
        JsonElement data = document.RootElement.GetProperty("data");
        FunctionMap functions = new() { SprigFunctions.Create(), IstioFunctions.Create() };
        List<string> differences = [];
        foreach (JsonElement golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string template = golden.GetProperty("template").GetString()!;
            (string, string?, string?) expected = (Text(golden, "rendered") ?? "", Text(golden, "parseError"), Text(golden, "executeError"));
            (string, string?, string?) actual = Outcome(template, data, functions);
            if (actual != expected)
            {
                differences.Add($"{template}\n  expected {expected}\n  was      {actual}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static (string Output, string? ParseError, string? ExecuteError) Outcome(string template, JsonElement data, FunctionMap functions)
    {
        using StringWriter output = new();
        try
        {
            Template.Parse("inject", template, functions).Execute(output, data, cancellationToken: TestContext.Current.CancellationToken);
            return (output.ToString(), null, null);
        }
        catch (TemplateException exception)
        {
            return exception.IsParseError ? (output.ToString(), exception.Message, null) : (output.ToString(), null, exception.Message);
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
}
