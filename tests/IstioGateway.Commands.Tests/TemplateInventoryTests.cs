using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Tests;

/// <summary>Get-IstioGatewayTemplate, and the default template that New-GatewayTemplatePatch takes from under an override.</summary>
public sealed class TemplateInventoryTests : IDisposable
{
    private const string Get = "$cluster | Get-IstioGatewayTemplate";
    private const string Fix = "$cluster | New-GatewayTemplatePatch -Base Default -PrivilegedPort None -WarningAction Ignore | Set-IstioGatewayTemplate";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_default_is_named_with_the_versions_it_belongs_to()
    {
        await using TestCluster cluster = await StartAsync();

        IstioGatewayTemplate seen = One(Get);

        Assert.Equal(
            ("sandbox", "default", "gateway", TemplateSource.Default, true, TemplateDrift.None),
            (seen.Cluster!.Name, seen.Name, seen.TemplateName, seen.Source, seen.InForce, seen.Drift));
        Assert.Equal(("v1.26.2", "1.26.0-1.26.2"), (seen.IstioVersion, seen.MatchesVersion));
        Assert.Empty(seen.Workloads!);
        Assert.Contains(seen.Findings, finding => finding.Id == FindingIds.SysctlPresent);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Documented")]
    [InlineData("Root")]
    public async Task An_override_that_is_the_default_with_the_fix_has_not_drifted(string mode)
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run(
            "$cluster | New-GatewayTemplatePatch -PrivilegedPort $args[0] -WarningAction Ignore | Set-IstioGatewayTemplate | Wait-IstioReady", mode).ThrowIfFailed();
        await InForceAsync(cluster, "sysctls: []");

        IstioGatewayTemplate seen = One(Get);

        Assert.Equal((TemplateSource.Override, TemplateDrift.None, ""), (seen.Source, seen.Drift, seen.DriftDiff));
        Assert.True(seen.InForce);
        Assert.Contains("1.26.2", seen.DriftReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documented_text_has_not_drifted_on_the_version_it_was_made_of()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run("$cluster | New-GatewayTemplatePatch -Base Documented -WarningAction Ignore | Set-IstioGatewayTemplate").ThrowIfFailed();

        IstioGatewayTemplate seen = One(Get);

        Assert.Equal((TemplateDrift.None, "1.26.0-1.26.2"), (seen.Drift, seen.MatchesVersion));
    }

    [Fact]
    public async Task After_an_upgrade_an_override_has_drifted_and_the_new_default_can_be_taken_from_under_it()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run(Fix).ThrowIfFailed();
        await UpgradeAsync(cluster, "v1.30.3");

        IstioGatewayTemplate drifted = One(Get);
        GatewayTemplatePatch live = Assert.Single(_session.Run(
            "$cluster | New-GatewayTemplatePatch -Base Live -PrivilegedPort None -WarningAction Ignore").ThrowIfFailed().Of<GatewayTemplatePatch>());
        _session.Run(Fix).ThrowIfFailed();
        IstioGatewayTemplate mended = One(Get);

        Assert.Equal((TemplateDrift.Drifted, "v1.30.3", "1.26.0-1.26.2"), (drifted.Drift, drifted.IstioVersion, drifted.MatchesVersion));
        Assert.Contains("-          divisor: \"1\"", drifted.DriftDiff, StringComparison.Ordinal);
        Assert.DoesNotContain("ip_unprivileged_port_start", drifted.DriftDiff, StringComparison.Ordinal);
        Assert.DoesNotContain("divisor", live.Template, StringComparison.Ordinal);
        Assert.Equal((TemplateDrift.None, "1.29.0-1.29.6, 1.30.0-1.30.3"), (mended.Drift, mended.MatchesVersion));
        Assert.Contains("divisor: \"1\"", mended.Template, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_Secrets_may_not_be_read_the_drift_is_unknown_and_says_the_rule()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run(Fix).ThrowIfFailed();
        await InForceAsync(cluster, "sysctls: []");
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.KubeconfigFor("mesh-reader")).ThrowIfFailed();

        RunResult result = _session.Run(Get);
        RunResult patch = _session.Run("$cluster | New-GatewayTemplatePatch -Base Default");

        IstioGatewayTemplate seen = Assert.Single(result.ThrowIfFailed().Of<IstioGatewayTemplate>());
        Assert.Equal(TemplateDrift.Unknown, seen.Drift);
        Assert.Contains(
            "Role in namespace istio-system: - { apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"list\"] }", seen.DriftReason, StringComparison.Ordinal);
        Assert.Contains("By its hash the override belongs to Istio 1.26.0-1.26.2", seen.DriftReason, StringComparison.Ordinal);
        Assert.Null(seen.Workloads);
        Assert.Collection(
            result.Warnings,
            workloads => Assert.Contains("resources: [\"deployments\"], verbs: [\"list\"]", workloads, StringComparison.Ordinal),
            drift => Assert.Contains("resources: [\"secrets\"], verbs: [\"list\"]", drift, StringComparison.Ordinal));
        Assert.StartsWith("LiveTemplateUnavailable", patch.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.PermissionDenied, patch.OnlyError().CategoryInfo.Category);
    }

    [Fact]
    public async Task Wildcards_go_over_what_the_resource_sets_and_the_default()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run("$cluster | New-GatewayTemplatePatch -Overlay old-kernel -PrivilegedPort None | Set-IstioGatewayTemplate").ThrowIfFailed();

        RunResult all = _session.Run("$cluster | Get-IstioGatewayTemplate * -TemplateName *");
        RunResult some = _session.Run("$cluster | Get-IstioGatewayTemplate -TemplateName old-*, gateway, nothing-*");
        RunResult none = _session.Run("$cluster | Get-IstioGatewayTemplate other-*");

        Assert.Equal(
            ["custom Overlay None", "gateway Default None", "old-kernel Overlay None"],
            all.ThrowIfFailed().Of<IstioGatewayTemplate>().Select(t => $"{t.TemplateName} {t.Source} {t.Drift}"));
        Assert.Equal(["old-kernel", "gateway"], some.ThrowIfFailed().Of<IstioGatewayTemplate>().Select(t => t.TemplateName));
        Assert.Empty(none.ThrowIfFailed().Output);
    }

    [Fact]
    public async Task What_is_not_there_is_one_error_each_and_the_rest_is_described()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult template = _session.Run("$cluster | Get-IstioGatewayTemplate -TemplateName missing, gateway");
        RunResult mesh = _session.Run("$cluster | Get-IstioGatewayTemplate missing, default");

        Assert.StartsWith("LiveTemplateUnavailable", template.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, template.OnlyError().CategoryInfo.Category);
        Assert.Contains("it has custom, gateway", template.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Single(template.Of<IstioGatewayTemplate>());
        Assert.StartsWith("ResourceNotFound", mesh.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(mesh.Of<IstioGatewayTemplate>());
    }

    [Theory]
    [InlineData("Get-IstioGatewayTemplate -Name a/b")]
    [InlineData("Get-IstioGatewayTemplate -TemplateName ../x")]
    public void A_name_that_cannot_be_one_is_refused_before_anything_is_asked(string command) =>
        Assert.StartsWith("InvalidName", _session.Run(command).OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public async Task The_workloads_are_those_kubectl_finds_by_their_annotation()
    {
        Tool.Require("kubectl", "jq", "bash");
        await using TestCluster cluster = await StartAsync();
        foreach ((string name, string templates) in new[] { ("ingress", "gateway"), ("egress", "gateway,custom"), ("plain", "sidecar") })
        {
            await DeployAsync(cluster, name, templates);
        }

        Tool.Result found = await Tool.BashAsync(
            cluster,
            """
            kubectl get deployments -A -o json | jq -r '.items[]
              | select((.spec.template.metadata.annotations["inject.istio.io/templates"] // "") | split(",") | index("gateway"))
              | "\(.metadata.namespace)/\(.metadata.name)"'
            """);
        RunResult result = _session.Run("$cluster | Get-IstioGatewayTemplate -TemplateName *");

        IReadOnlyList<IstioGatewayTemplate> seen = result.ThrowIfFailed().Of<IstioGatewayTemplate>();
        Assert.Equal(["istio-system/egress", "istio-system/ingress"], seen.Single(t => t.TemplateName == "gateway").Workloads);
        Assert.Equal(["istio-system/egress"], seen.Single(t => t.TemplateName == "custom").Workloads);
        Assert.Equal(
            found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            seen.Single(t => t.TemplateName == "gateway").Workloads!);
    }

    [Fact]
    public async Task The_release_is_what_a_person_gets_out_of_the_Secret_with_common_tools()
    {
        Tool.Require("kubectl", "jq", "bash", "base64", "gunzip");
        await using TestCluster cluster = await StartAsync();
        string own = One(Get).Template;
        _session.Run(Fix).ThrowIfFailed();

        Tool.Result found = await Tool.BashAsync(
            cluster,
            """
            kubectl get secrets -n istio-system -l owner=helm,name=default-istiod,status=deployed -o json \
              | jq -r '.items[0].data.release' | base64 -d | base64 -d | gunzip \
              | jq -r '.chart.files[] | select(.name == "files/gateway-injection-template.yaml").data' | base64 -d
            """);

        Assert.Equal(own, found.Output);
    }

    [Fact]
    public async Task One_cluster_is_looked_at_once_however_many_of_its_objects_are_piped()
    {
        await using TestCluster cluster = await StartAsync();

        Assert.Single(_session.Run("$cluster | Get-NodeKernel | Get-IstioGatewayTemplate").ThrowIfFailed().Output);
    }

    [Fact]
    public async Task The_table_fits_into_a_hundred_columns()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run(Fix).ThrowIfFailed();
        await UpgradeAsync(cluster, "v1.30.3");

        string table = _session.Run($"{Get} | Out-Host").ThrowIfFailed().HostText.ReplaceLineEndings("\n");

        Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
        Assert.Contains("Cluster: sandbox   Istio: default", table, StringComparison.Ordinal);
        Assert.Matches(@"TemplateName +Source +InForce +Drift +MatchesVersion +IstioVersion +Workloads", table);
        Assert.Matches(@"gateway +Override +(True|False) +Drifted +1\.26\.0-1\.26\.2 +v1\.30\.3 +0", table);
    }

    [Fact]
    public async Task Tab_completes_template_names_from_the_cluster_and_is_silent_and_quick_without_an_answer()
    {
        await using TestCluster cluster = await StartAsync();
        string line = $"Remove-IstioGatewayTemplate -Kubeconfig '{cluster.Kubeconfig}' -TemplateName ";

        Assert.Equal(["custom", "gateway"], Complete(line).Order(StringComparer.Ordinal));
        Assert.Equal(["custom"], Complete(line + "cu"));
        Assert.Equal(["custom", "gateway"], Complete("Get-IstioGatewayTemplate -Cluster $cluster -TemplateName ").Order(StringComparer.Ordinal));

        using ActiveFault held = cluster.Sandbox.Faults.Add(
            new FaultRule { Verb = "get", Resource = "istios", User = "admin", Effect = FaultEffect.Delay(TimeSpan.FromHours(1)) });
        long start = TimeProvider.System.GetTimestamp();
        Assert.Equal(["gateway"], Complete(line));
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal(["gateway"], Complete("Get-IstioGatewayTemplate -Kubeconfig ./no-such-file -TemplateName "));
    }

    private static Task<WriteResult> DeployAsync(TestCluster cluster, string name, string templates) => cluster.Api.CreateAsync(
        ResourceType.Deployment,
        "istio-system",
        new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "istio-system" },
            ["spec"] = new JsonObject
            {
                ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["labels"] = new JsonObject { ["app"] = name },
                        ["annotations"] = new JsonObject { ["inject.istio.io/templates"] = templates },
                    },
                    ["spec"] = new JsonObject
                    {
                        ["containers"] = new JsonArray(new JsonObject { ["name"] = "istio-proxy", ["image"] = "auto" }),
                    },
                },
            },
        },
        new WriteOptions(),
        CancellationToken.None);

    private static async Task UpgradeAsync(TestCluster cluster, string version)
    {
        await cluster.PatchIstioAsync(new JsonObject { ["spec"] = new JsonObject { ["version"] = version } }.ToJsonString());
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        ResourceSelection releases = new(LabelSelector: "owner=helm,name=default-istiod,status=deployed");
        ResourceRef revision = new(ResourceType.IstioRevision, "default");
        while ((await cluster.Api.GetAsync(revision, limit.Token))["spec"]!["version"]!.GetValue<string>() != version
            || (await cluster.Api.ListAsync(ResourceType.Secret, "istio-system", releases, limit.Token)).Items is not [{ } only]
            || HelmRelease.Parse(only["data"]!["release"]!.GetValue<string>()).AppVersion != version.TrimStart('v'))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    private static async Task InForceAsync(TestCluster cluster, string part)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        ResourceRef injector = new(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system");
        while (!(await cluster.Api.GetAsync(injector, limit.Token))["data"]!["config"]!.GetValue<string>().Contains(part, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    private string[] Complete(string line) =>
    [
        .. _session.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($args[0], $args[0].Length, $null).CompletionMatches", line)
            .ThrowIfFailed().Of<CompletionResult>().Select(match => match.CompletionText),
    ];

    private IstioGatewayTemplate One(string script) => Assert.Single(_session.Run(script).ThrowIfFailed().Of<IstioGatewayTemplate>());

    private async Task<TestCluster> StartAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            Tokens =
            [
                new SandboxToken(
                    "mesh-reader",
                    [
                        new AccessRule(["get", "list"], ["sailoperator.io"], ["istios", "istiorevisions"]),
                        new AccessRule(["get"], [""], ["configmaps"]) { Namespace = "istio-system" },
                    ]),
            ],
        });
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }
}
