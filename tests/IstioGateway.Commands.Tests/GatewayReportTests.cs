using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests;

/// <summary>Export-GatewayReport: one page about clusters that are well, that are not, and that are not there.</summary>
public sealed class GatewayReportTests : IDisposable
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    private readonly PowerShellSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("istiogateway-report-");

    private string PagePath => Path.Combine(_folder.FullName, "reports", "fleet.html");

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_fleet_is_on_one_page_and_what_fails_is_there_and_one_error_each()
    {
        await using TestCluster drifted = await DriftedAsync();
        await using TestCluster sick = await SickAsync();
        Gone(sick);

        RunResult result = _session.Run("$drifted, $sick, $gone | Export-GatewayReport $args[0] -Title 'Our fleet'", PagePath);

        GatewayReport report = Assert.Single(result.Of<GatewayReport>());
        Assert.Equal(
            (PagePath, "Our fleet", 3, 1, 10, 4, 2, 1, 1, 1),
            (report.Path, report.Title, report.Clusters, report.ClustersWithErrors, report.Nodes, report.NodesNeedingTemplate, report.Gateways,
                report.GatewaysNotStarting, report.TemplatesDrifted, report.Errors));
        Assert.Equal((new FileInfo(PagePath).Length, DateTimeKind.Utc), (report.Length, report.Written.Kind));

        // One lets nobody in: that is one error, however much of it could not be read.
        Assert.StartsWith("AuthenticationFailed", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);

        XDocument page = XDocument.Load(PagePath);
        Assert.Equal(
            ["Summary", "What to do next", "Clusters", "Cluster drifted", "Cluster sick", "Cluster gone"],
            page.Descendants(Html + "h2").Select(heading => heading.Value));
        string[] steps = [.. page.Descendants(Html + "ol").Single().Elements().Select(step => step.Descendants(Html + "strong").First().Value)];
        Assert.Equal("Make readable what could not be read.", steps[0]);
        Assert.Contains("Recreate gateway pods.", steps);
        Assert.Contains("Make drifted overrides anew.", steps);
        Assert.Contains("FailedCreatePodSandBox", Section(page, "sick"), StringComparison.Ordinal);
        Assert.Contains("gw-6c-b", Section(page, "sick"), StringComparison.Ordinal);
        Assert.DoesNotContain("fine-6c-a", Section(page, "sick"), StringComparison.Ordinal);
        Assert.Contains("Drifted", Section(page, "drifted"), StringComparison.Ordinal);
        Assert.Contains("Error AuthenticationFailed", Section(page, "gone"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runbook_that_stops_at_errors_has_the_page_before_it_does()
    {
        await using TestCluster sick = await SickAsync();
        Gone(sick);

        RunResult result = _session.Run("$ErrorActionPreference = 'Stop'; $gone, $sick | Export-GatewayReport $args[0]", PagePath);

        Assert.NotNull(result.Terminating);
        Assert.Contains("Cluster sick", XDocument.Load(PagePath).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_not_be_read_is_left_out_with_the_rule_that_is_missing()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            RunControllers = false,
            Tokens = [new SandboxToken("reader", [new AccessRule(["list"], [""], ["nodes"])])],
        });

        RunResult result = _session.Run("Export-GatewayReport $args[0] -Kubeconfig $args[1]", PagePath, cluster.KubeconfigFor("reader"));

        Assert.All(result.Errors, error => Assert.StartsWith("PermissionDenied", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        GatewayReport report = Assert.Single(result.Of<GatewayReport>());
        Assert.Equal((5, 2, 2), (report.Nodes, report.NodesNeedingTemplate, report.Errors));
        string text = XDocument.Load(PagePath).Root!.Value;
        Assert.Contains("- { apiGroups: [\"sailoperator.io\"], resources: [\"istios\"], verbs: [\"list\"] }", text, StringComparison.Ordinal);
        Assert.Contains("resources: [\"deployments\"], verbs: [\"list\"]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_that_is_not_there_is_in_the_page()
    {
        string kubeconfig = Path.Combine(_folder.FullName, "kubeconfig");
        File.WriteAllText(kubeconfig, Kubeconfigs.For("http://127.0.0.1:1", "known"));

        RunResult result = _session.Run("Export-GatewayReport $args[0] -Kubeconfig $args[1] -Context nope", PagePath, kubeconfig);

        Assert.StartsWith("ContextNotFound", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Error ContextNotFound", XDocument.Load(PagePath).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Piped_objects_are_taken_as_they_are_also_those_of_another_process()
    {
        await using TestCluster sick = await SickAsync();
        _session.Run("$all = @($sick | Get-NodeKernel) + @($sick | Get-GatewayWorkload)").ThrowIfFailed();
        int asked = sick.Sandbox.Requests.All.Count;

        GatewayReport live = Assert.Single(_session.Run("$all | Export-GatewayReport $args[0]", PagePath).ThrowIfFailed().Of<GatewayReport>());
        XDocument liveTables = XDocument.Load(PagePath);
        GatewayReport revived = Assert.Single(_session.Run(
            "$text = [Management.Automation.PSSerializer]::Serialize($all); [Management.Automation.PSSerializer]::Deserialize($text) | Export-GatewayReport $args[0] -Force",
            PagePath).ThrowIfFailed().Of<GatewayReport>());

        Assert.Equal(asked, sick.Sandbox.Requests.All.Count);
        Assert.Equal((1, 5, 2, 2, 1), (live.Clusters, live.Nodes, live.NodesNeedingTemplate, live.Gateways, live.GatewaysNotStarting));
        Assert.Equal(live with { Written = default, Length = 0 }, revived with { Written = default, Length = 0 });
        Assert.Equal(
            liveTables.Descendants(Html + "table").Select(table => table.Value), XDocument.Load(PagePath).Descendants(Html + "table").Select(table => table.Value));
        Assert.DoesNotContain("Templates", liveTables.Descendants(Html + "h3").Select(heading => heading.Value));
    }

    [Fact]
    public async Task Templates_of_another_process_keep_what_they_say()
    {
        await using TestCluster drifted = await DriftedAsync();

        _session.Run(
            """
            $all = @($drifted | Get-IstioGatewayTemplate)
            $text = [Management.Automation.PSSerializer]::Serialize($all)
            [Management.Automation.PSSerializer]::Deserialize($text) | Export-GatewayReport $args[0]
            """,
            PagePath).ThrowIfFailed();

        string text = Section(XDocument.Load(PagePath), "drifted");
        Assert.Contains("OverrideYesv1.26.2", text, StringComparison.Ordinal);
        Assert.Contains("Drifted", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_is_read_once_and_named_ones_beside_piped_objects()
    {
        await using TestCluster sick = await SickAsync();
        await using TestCluster drifted = await DriftedAsync();

        GatewayReport twice = Assert.Single(_session.Run("$sick, $sick | Export-GatewayReport $args[0]", PagePath).Of<GatewayReport>());
        GatewayReport both = Assert.Single(_session.Run(
            "$sick | Get-NodeKernel | Export-GatewayReport $args[0] -Kubeconfig $args[1] -Force", PagePath, drifted.Kubeconfig).ThrowIfFailed().Of<GatewayReport>());

        Assert.Equal((1, 5), (twice.Clusters, twice.Nodes));
        Assert.Equal((2, 10), (both.Clusters, both.Nodes));
        Assert.Contains("Templates", XDocument.Load(PagePath).Descendants(Html + "h3").Select(heading => heading.Value));
    }

    [Fact]
    public void A_file_that_is_there_stays_unless_it_is_given_up_and_nothing_else_is_left()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PagePath)!);
        File.WriteAllText(PagePath, "mine");

        RunResult refused = _session.Run("@() | Export-GatewayReport $args[0]", PagePath);
        Assert.Equal("mine", File.ReadAllText(PagePath));
        RunResult forced = _session.Run("@() | Export-GatewayReport $args[0] -Force -PassThru", PagePath);

        Assert.Equal(
            ("FileNotWritable", ErrorCategory.ResourceExists), (refused.OnlyError().FullyQualifiedErrorId.Split(',')[0], refused.OnlyError().CategoryInfo.Category));
        Assert.Contains("-Force", refused.OnlyError().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(PagePath, Assert.Single(forced.ThrowIfFailed().Of<FileInfo>()).FullName);
        Assert.Single(forced.Warnings);
        Assert.Contains("No cluster was given", XDocument.Load(PagePath).Root!.Value, StringComparison.Ordinal);
        Assert.Equal(PagePath, Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(PagePath)!)));
        Assert.NotEqual(0xEF, File.ReadAllBytes(PagePath)[0]);
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_one_error()
    {
        string folder = Directory.CreateDirectory(PagePath).FullName;

        Assert.Equal(ErrorCategory.InvalidArgument, _session.Run("@() | Export-GatewayReport $args[0] -Force", folder).OnlyError().CategoryInfo.Category);
        ErrorRecord error = _session.Run("@() | Export-GatewayReport /dev/null/fleet.html", PagePath).OnlyError();
        Assert.Equal(("FileNotWritable", ErrorCategory.WriteError), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
    }

    [Fact]
    public async Task WhatIf_names_the_file_and_writes_none()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, Istio = null });

        RunResult result = _session.Run("Export-GatewayReport $args[0] -Kubeconfig $args[1] -WhatIf", PagePath, cluster.Kubeconfig);

        Assert.Contains("Write the report of 1 cluster(s)", result.HostText, StringComparison.Ordinal);
        Assert.Contains(PagePath, result.HostText, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(PagePath)));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void What_no_report_is_made_of_is_one_error_and_the_rest_is_there()
    {
        RunResult result = _session.Run(
            """
            $node = '{"kind":"Node","metadata":{"name":"n"},"status":{"nodeInfo":{"kernelVersion":"3.10.0"}}}' | Get-NodeKernel
            1, $node | Export-GatewayReport $args[0]
            """,
            PagePath);

        Assert.Equal("ReportInputInvalid", result.OnlyError().FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(1, Assert.Single(result.Of<GatewayReport>()).NodesNeedingTemplate);
        Assert.Contains("Cluster no cluster named", XDocument.Load(PagePath).Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_summary_at_the_prompt_is_one_line()
    {
        await using TestCluster sick = await SickAsync();

        string[] lines = _session.Run("$sick | Export-GatewayReport $args[0] | Out-Host", PagePath).HostText
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(3, lines.Length);
        Assert.Matches("^Clusters +Nodes NeedTemplate Gateways NotStarting Errors Path$", lines[0]);
        Assert.Matches("^1 +5 +2 +2 +1 +0 ", lines[2]);
    }

    private static string Section(XDocument page, string cluster) => page.Descendants(Html + "section")
        .Single(section => section.Element(Html + "h2")!.Value == "Cluster " + cluster).Value;

    /// <summary>A cluster that cannot be read: it does not know the user any more.</summary>
    private void Gone(TestCluster cluster)
    {
        string kubeconfig = Path.Combine(_folder.FullName, "gone");
        File.WriteAllText(kubeconfig, Kubeconfigs.For(cluster.Sandbox.Server.ToString(), "gone", "revoked"));
        _session.Run("$gone = Connect-IstioCluster -Kubeconfig $args[0]", kubeconfig).ThrowIfFailed();
    }

    /// <summary>A cluster with an override that is not the default of its version.</summary>
    private async Task<TestCluster> DriftedAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { Name = "drifted" });
        _session.Run("$drifted = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        string template = _session.Run("($drifted | Get-IstioGatewayTemplate).Template").ThrowIfFailed().Of<string>().Single();
        _session.Set("changed", template.Replace("terminationGracePeriodSeconds", "activeDeadlineSeconds", StringComparison.Ordinal).TrimEnd() + "\n  hostname: edge");
        _session.Run("$drifted | Set-IstioGatewayTemplate -Template $changed -Force -WarningAction Ignore | Wait-IstioReady").ThrowIfFailed();
        return cluster;
    }

    /// <summary>A cluster without Istio resource, with a gateway that cannot start and one that runs.</summary>
    private async Task<TestCluster> SickAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { Name = "sick", RunControllers = false, Istio = null });
        Assert.SkipWhen(TestCluster.IsExternal, "Controllers of a real cluster would take the pods for theirs.");
        await GatewayObjects.NamespaceAsync(cluster);
        string old = (await cluster.Api.ListAsync(ResourceType.Node, null, ResourceSelection.All, CancellationToken.None)).Items
            .First(IsOld)["metadata"]!["name"]!.GetValue<string>();
        await GatewayObjects.DeployAsync(cluster, "gw", sysctl: false);
        await GatewayObjects.SandboxFailedAsync(cluster, await GatewayObjects.PodAsync(cluster, "gw", "gw-6c-b", old, sysctl: true, ready: false));
        await GatewayObjects.DeployAsync(cluster, "fine", sysctl: false);
        await GatewayObjects.PodAsync(cluster, "fine", "fine-6c-a", old, sysctl: false, ready: true);
        _session.Run("$sick = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }

    private static bool IsOld(JsonObject node) =>
        node["status"]!["nodeInfo"]!["kernelVersion"]!.GetValue<string>().StartsWith("3.10.", StringComparison.Ordinal);
}
