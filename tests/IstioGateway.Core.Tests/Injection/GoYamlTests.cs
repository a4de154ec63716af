using System.Text.Json;
using GoTemplate;
using IstioGateway.Injection;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>toYaml to the byte, held against answers of sigs.k8s.io/yaml.</summary>
public sealed class GoYamlTests
{
    private static string GoldenFile => Path.Combine(SharedFiles.RepositoryRoot, "tests", "IstioGateway.Core.Tests", "Injection", "go-yaml.json");

    [Fact]
    public void Every_answer_of_the_real_library_agrees()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(GoldenFile));
        List<string> differences = [];
        foreach (JsonElement golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string json = golden.GetProperty("json").GetRawText();
            string expected = golden.TryGetProperty("yaml", out JsonElement yaml) ? yaml.GetString()! : "";
            string actual = Write(golden.GetProperty("json"));
            if (actual != expected)
            {
                differences.Add($"{json}\n--- expected\n{expected}\n--- was\n{actual}\n");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differences\n" + string.Join("\n", differences.Take(20)));
    }

    /// <summary>As a template would; what istiod cannot write becomes nothing.</summary>
    private static string Write(JsonElement json) =>
        Template.Parse("inject", "{{ toYaml . }}", IstioFunctions.Create()).Render(json, cancellationToken: TestContext.Current.CancellationToken);
}
