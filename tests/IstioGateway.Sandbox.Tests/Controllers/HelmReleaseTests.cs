using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;
using HelmRelease = IstioGateway.Sandbox.Controllers.HelmRelease;

namespace IstioGateway.Sandbox.Tests.Controllers;

/// <summary>The simulated operator leaves the release that Helm would, from which the default template can be had.</summary>
public sealed class HelmReleaseTests
{
    private static readonly ResourceSelection Deployed = new(LabelSelector: "owner=helm,name=default-istiod,status=deployed");

    [Fact]
    public void Both_default_templates_are_upstreams_own_to_the_byte()
    {
        Assert.Equal("1.26.0-1.26.2", KnownTemplates.VersionsOf(DefaultGatewayTemplate.Text));
        Assert.Equal("1.29.0-1.29.6, 1.30.0-1.30.3", KnownTemplates.VersionsOf(DefaultGatewayTemplate.LaterText));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("v1.26.2", false)]
    [InlineData("v1.28.6", false)]
    [InlineData("v1.29.0", true)]
    [InlineData("v1.30-latest", true)]
    [InlineData("1.30.3-asm-r1", true)]
    public void The_version_says_which(string? version, bool later) =>
        Assert.Equal(later ? DefaultGatewayTemplate.LaterText : DefaultGatewayTemplate.Text, DefaultGatewayTemplate.For(version));

    [Fact]
    public async Task It_holds_the_default_also_while_that_is_overridden_and_only_the_latest_is_kept()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        JsonObject first = Assert.Single(await ReleasesAsync(mesh));

        await mesh.SetTemplateAsync("spec: {} # an override");
        JsonObject second = await UntilAsync(mesh, kept => kept["config"]!.ToJsonString().Contains("an override", StringComparison.Ordinal));

        Assert.Equal("sh.helm.release.v1.default-istiod.v1", SimulatedMesh.Text(first, "metadata", "name"));
        Assert.Equal("sh.helm.release.v1.default-istiod.v2", SimulatedMesh.Text(second, "metadata", "name"));
        Assert.Equal("helm.sh/release.v1", SimulatedMesh.Text(second, "type"));
        Assert.Equal(DefaultGatewayTemplate.Text, DefaultOf(second));
        Assert.Equal(
            DefaultGatewayTemplate.Text,
            (await DefaultTemplateReader.ReadAsync(mesh.Api, new Kubernetes.Yaml.YamlCodec(), "default", "gateway", CancellationToken.None)).Text);
    }

    [Fact]
    public async Task An_upgrade_brings_the_default_of_the_new_version()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();

        await mesh.PatchAsync(new JsonObject { ["spec"] = new JsonObject { ["version"] = "v1.30.3" } });

        JsonObject upgraded = await UntilAsync(mesh, kept => SimulatedMesh.Text(kept, "chart", "metadata", "appVersion") == "1.30.3");
        Assert.Equal(DefaultGatewayTemplate.LaterText, DefaultOf(upgraded));
        Assert.Equal(DefaultGatewayTemplate.LaterText, await mesh.InForceAsync());
    }

    private static async Task<IReadOnlyList<JsonObject>> ReleasesAsync(SimulatedMesh mesh) =>
        (await mesh.Api.ListAsync(ResourceType.Secret, "istio-system", Deployed, CancellationToken.None)).Items;

    /// <summary>The only release left, once it is as wanted.</summary>
    private static async Task<JsonObject> UntilAsync(SimulatedMesh mesh, Func<JsonObject, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            IReadOnlyList<JsonObject> releases = await ReleasesAsync(mesh);
            if (releases is [{ } only] && condition(HelmRelease.Unpack(only)!))
            {
                return only;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
        }
    }

    private static string DefaultOf(JsonObject secret)
    {
        JsonNode file = Assert.Single(HelmRelease.Unpack(secret)!["chart"]!["files"]!.AsArray())!;
        Assert.Equal("files/gateway-injection-template.yaml", SimulatedMesh.Text(file, "name"));
        return Encoding.UTF8.GetString(Convert.FromBase64String(SimulatedMesh.Text(file, "data")!));
    }
}
