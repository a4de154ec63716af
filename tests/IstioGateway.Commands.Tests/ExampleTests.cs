using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests;

/// <summary>The runbooks in examples/: all parse, use what exists, and run against the embedded cluster.</summary>
public sealed class ExampleTests : IDisposable
{
    private static readonly string Folder = Path.Combine(SharedFiles.RepositoryRoot, "examples");

    private readonly PowerShellSession _session = new();

    public static TheoryData<string> Scripts { get; } = [.. Directory.GetFiles(Folder, "*.ps1").Select(file => Path.GetFileName(file)!)];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_parses_and_uses_parameters_that_exist_by_their_full_names(string script)
    {
        ScriptBlockAst ast = Parser.ParseFile(Path.Combine(Folder, script), out _, out ParseError[] errors);
        Dictionary<string, string[]> known = HelpSource.Commands(_session).ToDictionary(
            command => command.Name,
            command => command.Parameters.Select(parameter => parameter.Name).Concat(System.Management.Automation.Cmdlet.CommonParameters).ToArray());

        CommandAst[] used = [.. ast.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
            .Where(command => known.ContainsKey(command.GetCommandName()))];

        Assert.Empty(errors);
        Assert.NotEmpty(used);
        Assert.All(used, command => Assert.All(
            command.CommandElements.OfType<CommandParameterAst>(),
            parameter => Assert.Contains(parameter.ParameterName, known[command.GetCommandName()])));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void It_is_listed_in_the_readme(string script) =>
        Assert.Contains($"`{script}`", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);

    [Fact]
    public async Task Drift_is_reported_after_an_upgrade_and_mended()
    {
        await using TestCluster cluster = await StartAsync();

        Assert.Empty(Run(cluster, "Report").ThrowIfFailed().Output);
        await UpgradeAsync(cluster);
        IstioGatewayTemplate drifted = Assert.Single(Run(cluster, "Report").ThrowIfFailed().Of<IstioGatewayTemplate>());
        RunResult rehearsed = Run(cluster, "Refresh -WhatIf");
        string? untouched = await cluster.OverrideAsync();
        RunResult mended = Run(cluster, "Refresh");

        Assert.Equal((TemplateDrift.Drifted, "gateway"), (drifted.Drift, drifted.TemplateName));
        Assert.Contains("What if:", rehearsed.ThrowIfFailed().HostText, StringComparison.Ordinal);
        Assert.DoesNotContain("divisor", untouched, StringComparison.Ordinal);
        Assert.True(Assert.Single(mended.ThrowIfFailed().Of<IstioStatus>()).Ready);
        Assert.Contains("divisor: \"1\"", await cluster.OverrideAsync(), StringComparison.Ordinal);
        Assert.Empty(Run(cluster, "Report").ThrowIfFailed().Output);
        Assert.Single(Directory.GetFiles(cluster.File("backup"), "*.json"));
    }

    [Fact]
    public async Task An_override_becomes_an_overlay_once_every_gateway_selects_it()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "gateway");

        RunResult early = Run(cluster, "DropOverride");
        Assert.True(Assert.Single(Run(cluster, "AddOverlay").ThrowIfFailed().Of<IstioStatus>()).Ready);
        RunResult unready = Run(cluster, "DropOverride");
        Assert.NotNull(await cluster.OverrideAsync());
        await DeployAsync(cluster, "gateway,old-kernel");
        RunResult dropped = Run(cluster, "DropOverride");

        Assert.Contains("there is no overlay 'old-kernel'", $"{early.Terminating}", StringComparison.Ordinal);
        Assert.Contains("istio-system/ingress", $"{unready.Terminating}", StringComparison.Ordinal);
        Assert.True(Assert.Single(dropped.ThrowIfFailed().Of<IstioStatus>()).Ready);
        Assert.Null(await cluster.OverrideAsync());
        Assert.Equal("spec:\n  securityContext:\n    sysctls: []", await cluster.OverrideAsync("old-kernel"));
    }

    private static async Task UpgradeAsync(TestCluster cluster)
    {
        await cluster.PatchIstioAsync(new JsonObject { ["spec"] = new JsonObject { ["version"] = "v1.30.3" } }.ToJsonString());
        ResourceSelection latest = new(LabelSelector: "owner=helm,name=default-istiod,status=deployed");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while ((await cluster.Api.ListAsync(ResourceType.Secret, "istio-system", latest, limit.Token)).Items is not [{ } only]
            || Templates.HelmRelease.Parse(only["data"]!["release"]!.GetValue<string>()).AppVersion != "1.30.3")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    private static async Task DeployAsync(TestCluster cluster, string templates)
    {
        ResourceRef resource = new(ResourceType.Deployment, "ingress", "istio-system");
        JsonObject body = new()
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = "ingress", ["namespace"] = "istio-system" },
            ["spec"] = new JsonObject
            {
                ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["istio"] = "ingress" } },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["labels"] = new JsonObject { ["istio"] = "ingress" },
                        ["annotations"] = new JsonObject { ["inject.istio.io/templates"] = templates },
                    },
                    ["spec"] = new JsonObject
                    {
                        ["containers"] = new JsonArray(new JsonObject { ["name"] = "istio-proxy", ["image"] = "auto" }),
                    },
                },
            },
        };
        await cluster.Api.PatchAsync(resource, PatchKind.Apply, body, new WriteOptions { Force = true }, CancellationToken.None);
    }

    private RunResult Run(TestCluster cluster, string action) => _session.Run(
        $"& $args[0] -Cluster $cluster -BackupPath $args[1] -Timeout 30s -WarningAction Ignore -Action {action}",
        Path.Combine(Folder, "drift-and-upgrade.ps1"),
        cluster.File("backup"));

    /// <summary>A mesh with an override made of its own default.</summary>
    private async Task<TestCluster> StartAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync();
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        _session.Run(
            "$cluster | New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate | Wait-IstioReady -Timeout 30s").ThrowIfFailed();
        return cluster;
    }
}
