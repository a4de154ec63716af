using CsCheck;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>A template arrives in the resource exactly as it was given, through the real HTTP path.</summary>
public sealed class TemplateContentTests : IDisposable
{
    private const string Set = "$cluster | Set-IstioGatewayTemplate -Force -Template $args[0]";

    private static readonly string[] Awkward =
        ["\"", "\\", "\t", "</script>", "🚀", "\n", "'", "$(x)", "`n", "{{", "}}", "\u2029", "null"];

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("quotes: \"double\" 'single' `back`")]
    [InlineData("backslashes: \\ \\\\ \\n \\u0041")]
    [InlineData("tabs:\t\ttrailing \t")]
    [InlineData("html: <b>&amp;</b> </script> <!-- -->")]
    [InlineData("emoji: 🚀 é 漢字 \u2028 \u00A0 \uFFFD")]
    [InlineData("controls: \u0001 \u001F \u007F")]
    [InlineData("yaml: {a: [1, 0x1F, 012, yes, ~]}\n---\n...")]
    public async Task Awkward_text_arrives_unchanged(string text)
    {
        await using TestCluster cluster = await StartAsync();

        _session.Run(Set, "spec: {}\n# " + text).ThrowIfFailed();

        Assert.Equal("spec: {}\n# " + text, await cluster.OverrideAsync());
    }

    [Fact]
    public async Task A_megabyte_arrives_unchanged()
    {
        await using TestCluster cluster = await StartAsync();
        string text = "spec: {}\n" + string.Concat(Enumerable.Range(0, 16_000).Select(i => $"# line {i:D6} \"quoted\" \\ 🚀 </script> some more text to fill\n")).TrimEnd('\n');
        Assert.InRange(text.Length, 900_000, 1_400_000);

        _session.Run(Set, text).ThrowIfFailed();

        Assert.Equal(text, await cluster.OverrideAsync());
    }

    [Fact]
    public async Task Any_text_arrives_unchanged()
    {
        await using TestCluster cluster = await StartAsync();
        Gen<string> texts = Gen.OneOf(
            Gen.String,
            Gen.Char.Where(c => !char.IsSurrogate(c)).Array[0, 40].Select(c => new string(c)),
            Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]).Array[0, 12].Select(string.Concat));

        await texts.SampleAsync(
            async noise =>
            {
                // What a template cannot hold, or what its reading normalises, is another test's business.
                string clean = string.Concat(noise.EnumerateRunes().Where(r => r.Value is not (0 or '\r' or 0xFEFF)));
                string text = $"spec: {{}}\n# {clean}|";

                RunResult result = await _session.RunAsync(Set, TestContext.Current.CancellationToken, text);

                result.ThrowIfFailed();
                Assert.Equal(text, await cluster.OverrideAsync());
            },
            iter: 60,
            threads: 1);
    }

    private async Task<TestCluster> StartAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }
}
