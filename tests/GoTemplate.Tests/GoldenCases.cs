using System.Text.Json;
using IstioGateway.Testing;

namespace GoTemplate.Tests;

/// <summary>What Go's real engine answered, with sprig and istiod's functions, to templates named "inject".</summary>
internal sealed record GoldenCase(string Template, string? Rendered, string? ParseError, string? ExecuteError);

internal static class GoldenCases
{
    /// <summary>The data that the templates were executed with.</summary>
    public static JsonElement Data() => Document().GetProperty("data");

    public static IReadOnlyList<GoldenCase> All() =>
    [
        .. Document().GetProperty("cases").EnumerateArray().Select(element => new GoldenCase(
            element.GetProperty("template").GetString()!,
            Text(element, "rendered"),
            Text(element, "parseError"),
            Text(element, "executeError"))),
    ];

    private static JsonElement Document() =>
        JsonDocument.Parse(SharedFiles.Text("golden/go-template-snippets.json")).RootElement;

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
}
