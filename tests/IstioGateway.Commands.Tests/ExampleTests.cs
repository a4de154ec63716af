using System.Management.Automation;
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

    private static readonly string GitOps = Path.Combine(Folder, "gitops");

    private readonly PowerShellSession _session = new();

    public static TheoryData<string> Scripts { get; } = [.. Directory.GetFiles(Folder, "*.ps1").Select(file => Path.GetFileName(file)!)];

    public static TheoryData<string> GitOpsFiles { get; } =
        [.. Directory.GetFiles(GitOps, "*.yaml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(GitOps, file))];

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

    [Fact]
    public async Task The_runbook_looks_rehearses_changes_verifies_and_goes_back()
    {
        Assert.SkipWhen(TestCluster.IsExternal, "Only the embedded cluster has nodes on which the pods of this test could run.");
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { NodeCount = 2, OldKernelCount = 2 });
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        await DeployHangingAsync(cluster);

        RunResult before = Ops(cluster, "Preflight");
        RunResult early = Ops(cluster, "Verify");
        RunResult rehearsed = Ops(cluster, "Rehearse -WhatIf");
        RunResult shown = Ops(cluster, "Change -WhatIf");
        string? untouched = await cluster.OverrideAsync();
        RunResult changed = Ops(cluster, "Change");
        string? set = await cluster.OverrideAsync();
        RunResult verified = Ops(cluster, "Verify");
        RunResult after = Ops(cluster, "Preflight");
        IstioTemplateChange change = Assert.Single(changed.ThrowIfFailed().Of<IstioTemplateChange>());
        RunResult back = Ops(cluster, $"Rollback -FromBackup '{change.BackupPath}'");

        Assert.Equal(["Kernel", "Kernel", "Template", "Finding", "Gateway"], Checks(before));
        Assert.StartsWith("SetTemplate: ", Text(before.Output[^1], "Result"), StringComparison.Ordinal);
        Assert.Contains("not recreated", $"{early.Terminating}", StringComparison.Ordinal);
        PSObject rehearsal = Assert.Single(rehearsed.ThrowIfFailed().Output);
        Assert.Equal(
            ("2", "2", "True", "True", "True"),
            (Text(rehearsal, "Nodes"), Text(rehearsal, "OldNodes"), Text(rehearsal, "Changed"), Text(rehearsal, "Ready"), Text(rehearsal, "RolledBack")));
        Assert.Contains("What if:", shown.ThrowIfFailed().HostText, StringComparison.Ordinal);
        Assert.Null(untouched);
        Assert.Contains("sysctls: []", set, StringComparison.Ordinal);
        GatewayRestart restart = Assert.Single(verified.ThrowIfFailed().Of<GatewayRestart>());
        Assert.Equal(("edge", true, false), (restart.Deployment, restart.Ready, restart.HasSysctl!.Value));
        Assert.Equal(["Kernel", "Kernel", "Template"], Checks(after));
        Assert.True(Assert.Single(back.ThrowIfFailed().Of<IstioTemplateChange>()).Changed);
        Assert.Null(await cluster.OverrideAsync());
    }

    [Fact]
    public async Task The_runbook_goes_back_to_nothing_that_it_was_not_given()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult without = Ops(cluster, "Rollback");

        Assert.Contains("needs -FromBackup", $"{without.Terminating}", StringComparison.Ordinal);
        Assert.NotNull(await cluster.OverrideAsync());
    }

    [Fact]
    public async Task A_fleet_is_reported_as_CSV_and_HTML()
    {
        Assert.SkipWhen(TestCluster.IsExternal, "A server that is not ours is one, and this test needs two.");
        await using TestCluster europe = await TestCluster.StartAsync(new TestClusterOptions { Name = "prod-eu" });
        await using TestCluster america = await TestCluster.StartAsync(new TestClusterOptions { Name = "prod-us", NodeCount = 3, OldKernelCount = 0 });
        string kubeconfig = Join(europe, america, alsoBroken: false);

        RunResult shown = Fleet(europe, kubeconfig, "-WhatIf");
        bool written = File.Exists(europe.File("reports/fleet.csv")) || File.Exists(europe.File("reports/fleet.html"));
        RunResult result = Fleet(europe, kubeconfig).ThrowIfFailed();

        Assert.Equal(2, shown.ThrowIfFailed().Output.Count);
        Assert.False(written);
        Assert.Equal(["prod-eu 5 2", "prod-us 3 0"], result.Output
            .Select(row => $"{Text(row, "Cluster")} {Text(row, "Nodes")} {Text(row, "OldNodes")}").Order(StringComparer.Ordinal));
        string[] lines = await File.ReadAllLinesAsync(europe.File("reports/fleet.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("\"Cluster\",\"Server\",\"Nodes\",\"OldNodes\",", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("\"prod-eu\",", StringComparison.Ordinal)
            && line.EndsWith(",\"5\",\"2\",\"0\",\"v1.26.2\",\"Default\",\"None\",\"0\",\"0\",\"\"", StringComparison.Ordinal));
        string page = await File.ReadAllTextAsync(europe.File("reports/fleet.html"), TestContext.Current.CancellationToken);
        Assert.Contains("prod-us", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_the_fleet_that_cannot_be_read_is_a_line_with_its_error_and_fails_at_the_end()
    {
        Assert.SkipWhen(TestCluster.IsExternal, "A server that is not ours is one, and this test needs two.");
        await using TestCluster europe = await TestCluster.StartAsync(new TestClusterOptions { Name = "prod-eu" });
        await using TestCluster america = await TestCluster.StartAsync(new TestClusterOptions { Name = "prod-us" });

        RunResult result = Fleet(europe, Join(europe, america, alsoBroken: true));

        Assert.Contains("1 of 3 clusters could not be read wholly: broken", $"{result.Terminating}", StringComparison.Ordinal);
        string csv = await File.ReadAllTextAsync(europe.File("reports/fleet.csv"), TestContext.Current.CancellationToken);
        Assert.Contains("\"broken\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"[broken] ", csv, StringComparison.Ordinal);
        Assert.Contains("\"prod-us\",", csv, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(europe.File("reports/fleet.html"), TestContext.Current.CancellationToken);
        Assert.Contains("broken", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(GitOpsFiles))]
    public void GitOps_files_are_resources(string file)
    {
        JsonObject resource = Yaml(File.ReadAllText(Path.Combine(GitOps, file)));

        Assert.NotEmpty(resource["apiVersion"]!.GetValue<string>());
        Assert.NotEmpty(resource["kind"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("gateway", "")]
    [InlineData("old-kernel", "-Overlay old-kernel")]
    public void GitOps_components_are_what_the_module_makes(string component, string overlay)
    {
        RunResult made = _session.Run($"New-GatewayTemplatePatch {overlay} -PrivilegedPort None -As Kustomize").ThrowIfFailed();

        string committed = File.ReadAllText(Path.Combine(GitOps, "components", component, "kustomization.yaml"));
        Assert.Equal($"{Assert.Single(made.Output)}".TrimEnd(), committed.ReplaceLineEndings("\n").TrimEnd());
    }

    [Theory]
    [InlineData("override", "gateway", "")]
    [InlineData("overlay", "old-kernel", "-Overlay old-kernel")]
    public async Task Kubectl_builds_each_mesh_with_the_template(string mesh, string name, string overlay)
    {
        Tool.Require("kubectl", "bash");
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        RunResult made = _session.Run($"New-GatewayTemplatePatch {overlay} -PrivilegedPort None").ThrowIfFailed();

        JsonObject istio = Yaml((await Tool.BashAsync(cluster, $"kubectl kustomize '{Path.Combine(GitOps, "meshes", mesh)}'")).Output);

        Assert.Equal(("Istio", "v1.26.2"), (istio["kind"]!.GetValue<string>(), istio["spec"]!["version"]!.GetValue<string>()));
        JsonObject templates = istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!.AsObject();
        Assert.Equal(name, Assert.Single(templates).Key);
        Assert.Equal(Assert.Single(made.Of<GatewayTemplatePatch>()).Template, templates[name]!.GetValue<string>());
    }

    [Fact]
    public void The_application_set_leads_each_label_to_a_mesh_that_is_there()
    {
        JsonNode spec = Yaml(File.ReadAllText(Path.Combine(GitOps, "applicationset.yaml")))["spec"]!;
        JsonArray labels = spec["generators"]![0]!["clusters"]!["selector"]!["matchExpressions"]!.AsArray();
        JsonNode mesh = Assert.Single(labels, label => label!["key"]!.GetValue<string>() == "istiogateway/mesh")!;

        Assert.Equal(
            Directory.GetDirectories(Path.Combine(GitOps, "meshes")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal),
            mesh["values"]!.AsArray().Select(value => value!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.EndsWith(
            "meshes/{{ index .metadata.labels \"istiogateway/mesh\" }}",
            spec["template"]!["spec"]!["source"]!["path"]!.GetValue<string>(),
            StringComparison.Ordinal);
    }

    private static JsonObject Yaml(string text) => new Kubernetes.Yaml.YamlCodec().Read(text)!.AsObject();

    private static IEnumerable<string> Checks(RunResult preflight) => preflight.ThrowIfFailed().Output.Select(row => Text(row, "Check"));

    private static string Text(PSObject row, string property) => $"{row.Properties[property].Value}";

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

    /// <summary>A gateway that istiod injects, once its pod hangs on an old kernel.</summary>
    private static async Task DeployHangingAsync(TestCluster cluster)
    {
        const string Deployment = """
            {
              "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "edge" },
              "spec": {
                "selector": { "matchLabels": { "istio": "edge" } },
                "template": {
                  "metadata": {
                    "labels": { "istio": "edge", "sidecar.istio.io/inject": "true" },
                    "annotations": { "inject.istio.io/templates": "gateway" }
                  },
                  "spec": { "containers": [ { "name": "istio-proxy", "image": "auto" } ] }
                }
              }
            }
            """;
        await GatewayObjects.NamespaceAsync(cluster);
        await cluster.Api.CreateAsync(
            ResourceType.Deployment, GatewayObjects.Place, JsonNode.Parse(Deployment)!.AsObject(), new WriteOptions(), CancellationToken.None);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while ((await cluster.Api.ListAsync(ResourceType.Pod, GatewayObjects.Place, ResourceSelection.All, limit.Token)).Items is not [{ } pod]
            || pod["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"]?.GetValue<string>() != "ContainerCreating")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    /// <summary>One kubeconfig of two clusters; the broken context names a cluster that is not defined.</summary>
    private static string Join(TestCluster first, TestCluster second, bool alsoBroken)
    {
        JsonObject joined = Yaml(File.ReadAllText(first.Kubeconfig));
        JsonObject other = Yaml(File.ReadAllText(second.Kubeconfig));
        other["users"]![0]!["name"] = "other";
        other["contexts"]![0]!["context"]!["user"] = "other";
        foreach (string list in (string[])["clusters", "contexts", "users"])
        {
            joined[list]!.AsArray().Add(other[list]![0]!.DeepClone());
        }

        if (alsoBroken)
        {
            joined["contexts"]!.AsArray().Add(JsonNode.Parse("""{ "name": "broken", "context": { "cluster": "none", "user": "other" } }"""));
        }

        string path = first.File("fleet.json");
        File.WriteAllText(path, joined.ToJsonString());
        return path;
    }

    private RunResult Fleet(TestCluster cluster, string kubeconfig, string options = "") => _session.Run(
        $"& $args[0] -Kubeconfig $args[1] -CsvPath $args[2] -HtmlPath $args[3] -Timeout 30s {options}",
        Path.Combine(Folder, "fleet.ps1"),
        kubeconfig,
        cluster.File("reports/fleet.csv"),
        cluster.File("reports/fleet.html"));

    private RunResult Ops(TestCluster cluster, string action) => _session.Run(
        $"& $args[0] -Cluster $cluster -BackupPath $args[1] -Timeout 30s -WarningAction Ignore -Action {action}",
        Path.Combine(Folder, "ops-runbook.ps1"),
        cluster.File("backup"));

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
