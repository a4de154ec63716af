using IstioGateway.Reports;

namespace IstioGateway.Core.Tests.Reports;

/// <summary>What a report says is to be done next.</summary>
public sealed class ReportStepsTests
{
    [Fact]
    public void All_that_can_be_wrong_is_said_in_the_order_in_which_to_mend_it() => Assert.Equal(
        [
            "Make readable what could not be read: 1", "Mend the templates that have errors: 0", "Set the gateway template: 0",
            "Wait until the template is in force: 0", "Recreate gateway pods: 0", "Make drifted overrides anew: 0",
            "Look at nodes whose kernel cannot be read: 0",
        ],
        ReportSteps.Of(ReportSamples.Fleet()).Select(step => $"{step.Title}: {string.Join(',', step.Clusters)}"));

    [Fact]
    public void A_cluster_whose_template_has_no_sysctl_has_nothing_to_do()
    {
        ReportedCluster cluster = Old(ReportSamples.Template("default", "gateway", TemplateSource.Override));

        Assert.Empty(ReportSteps.Of(ReportSamples.Of("t", cluster)));
    }

    [Fact]
    public void A_default_with_the_sysctl_is_to_be_changed_where_nodes_are_old()
    {
        ReportedCluster cluster = Old(WithSysctl());

        ReportStep step = Assert.Single(ReportSteps.Of(ReportSamples.Of("t", cluster)));
        Assert.Equal("Set the gateway template", step.Title);
        Assert.StartsWith("Get-NodeKernel -Context NAME | New-GatewayTemplatePatch", step.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_not_where_no_node_is_old()
    {
        ReportedCluster cluster = new("c");
        cluster.Add(ReportSamples.Node("a", "5.15.0"));
        cluster.Add(WithSysctl());

        Assert.Empty(ReportSteps.Of(ReportSamples.Of("t", cluster)));
    }

    [Fact]
    public void It_is_not_where_an_overlay_takes_the_sysctl_away_unless_a_gateway_says_so()
    {
        ReportedCluster cluster = Old(WithSysctl());
        cluster.Add(ReportSamples.Template("default", "old-kernel", TemplateSource.Overlay) with { Template = "spec: {securityContext: {sysctls: []}}" });

        Assert.Empty(ReportSteps.Of(ReportSamples.Of("t", cluster)));

        cluster.Add(ReportSamples.Gateway("gw", "a", GatewayWorkloadAction.SetTemplate));
        Assert.Equal("Set the gateway template", Assert.Single(ReportSteps.Of(ReportSamples.Of("t", cluster))).Title);
    }

    [Theory]
    [InlineData(GatewayWorkloadAction.Recreate)]
    [InlineData(GatewayWorkloadAction.SetTemplate)]
    [InlineData(GatewayWorkloadAction.FixDeployment)]
    [InlineData(GatewayWorkloadAction.FixNamespace)]
    [InlineData(GatewayWorkloadAction.FixGateway)]
    [InlineData(GatewayWorkloadAction.Investigate)]
    public void Each_action_of_a_gateway_has_its_step(GatewayWorkloadAction action)
    {
        ReportedCluster cluster = new("c");
        cluster.Add(ReportSamples.Gateway("gw", "a", action));

        Assert.Single(ReportSteps.Of(ReportSamples.Of("t", cluster)));
    }

    [Fact]
    public void Pods_are_recreated_by_the_module_within_their_budgets()
    {
        ReportedCluster cluster = new("c");
        cluster.Add(ReportSamples.Gateway("gw", "a", GatewayWorkloadAction.Recreate));

        Assert.Equal("Restart-GatewayWorkload -Context NAME", Assert.Single(ReportSteps.Of(ReportSamples.Of("t", cluster))).Command);
    }

    private static IstioGatewayTemplate WithSysctl() => ReportSamples.Template("default", "gateway", TemplateSource.Default) with
    {
        Findings = [new TemplateFinding { Id = FindingIds.SysctlPresent, Severity = FindingSeverity.Warning, Message = "m" }],
    };

    private static ReportedCluster Old(IstioGatewayTemplate template)
    {
        ReportedCluster cluster = new("c");
        cluster.Add(ReportSamples.Node("a", "3.10.0"));
        cluster.Add(template);
        return cluster;
    }
}
