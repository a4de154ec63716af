using IstioGateway.Clusters;
using IstioGateway.Kernels;

namespace IstioGateway.Core.Tests.Kernels;

public class KernelRuleTests
{
    [Theory]
    [InlineData("3.10.0-1160.118.1.el7.x86_64", TemplateRequirement.Yes)]
    [InlineData("4.4.0-210-generic", TemplateRequirement.Yes)]
    [InlineData("4.10.17", TemplateRequirement.Yes)]
    [InlineData("4.11.0-rc1", TemplateRequirement.Yes)]
    [InlineData("4.11", TemplateRequirement.No)]
    [InlineData("4.11.0-14-generic", TemplateRequirement.No)]
    [InlineData("4.14.336-257.562.amzn2.x86_64", TemplateRequirement.No)]
    [InlineData("5.4.17-2136.330.7.1.el8uek.x86_64", TemplateRequirement.No)]
    [InlineData("6.6.31+", TemplateRequirement.No)]
    [InlineData("5.15.167.4-microsoft-standard-WSL2", TemplateRequirement.No)]
    public void A_kernel_older_than_the_minimum_needs_the_template(string kernel, TemplateRequirement expected)
    {
        KernelDecision decision = KernelRule.Decide(Node(kernel, "linux"), KernelRule.DefaultMinimum);

        Assert.Equal(expected, decision.Requirement);
        Assert.Contains(kernel, decision.Reason, StringComparison.Ordinal);
        Assert.Equal(kernel, decision.Kernel?.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("unknown")]
    [InlineData("v4.4")]
    public void A_version_that_cannot_be_read_is_unknown_with_a_reason(string kernel)
    {
        KernelDecision decision = KernelRule.Decide(Node(kernel, "linux"), KernelRule.DefaultMinimum);

        Assert.Equal(TemplateRequirement.Unknown, decision.Requirement);
        Assert.Null(decision.Kernel);
        Assert.Contains("kernel version", decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows", null)]
    [InlineData("Windows", "anything")]
    [InlineData(null, "Windows Server 2022 Datacenter")]
    public void A_Windows_node_needs_nothing_whatever_its_kernel(string? system, string? image)
    {
        foreach (string kernel in new[] { "10.0.20348.2700", "", "3.10", "unreadable" })
        {
            KernelDecision decision = KernelRule.Decide(Node(kernel, system, image), KernelRule.DefaultMinimum);

            Assert.Equal(TemplateRequirement.No, decision.Requirement);
            Assert.Contains("Windows", decision.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_reported_operating_system_outweighs_the_image_name() => Assert.Equal(
        TemplateRequirement.Yes,
        KernelRule.Decide(Node("3.10.0", "linux", "Windows-like Linux"), KernelRule.DefaultMinimum).Requirement);

    [Fact]
    public void Another_minimum_is_obeyed()
    {
        KernelVersion minimum = KernelVersion.Parse("5.10");

        Assert.Equal(TemplateRequirement.Yes, KernelRule.Decide(Node("5.4.17-2136", "linux"), minimum).Requirement);
        Assert.Equal(TemplateRequirement.No, KernelRule.Decide(Node("5.10.0-30-amd64", "linux"), minimum).Requirement);
    }

    [Fact]
    public void No_is_what_an_untouched_value_says() => Assert.Equal(TemplateRequirement.No, default);

    [Fact]
    public void A_node_record_is_carried_over_whole()
    {
        NodeRecord node = new()
        {
            Name = "old-1",
            KernelVersion = "3.10.0-1160.118.1.el7.x86_64",
            OSImage = "CentOS Linux 7 (Core)",
            OperatingSystem = "linux",
            Architecture = "amd64",
            Roles = ["worker"],
            Status = "Ready",
            KubeletVersion = "v1.28.0",
            ContainerRuntime = "containerd://1.6.33",
        };

        NodeKernel result = NodeKernel.From(node, KernelRule.DefaultMinimum, cluster: null);

        Assert.Equal("old-1", result.ToString());
        Assert.Equal(TemplateRequirement.Yes, result.RequiresTemplate);
        Assert.Equal(
            (node.KernelVersion, node.OSImage, node.OperatingSystem, node.Architecture, node.Status, node.KubeletVersion, node.ContainerRuntime),
            (result.KernelVersion, result.OSImage, result.OperatingSystem, result.Architecture, result.Status, result.KubeletVersion, result.ContainerRuntime));
        Assert.Equal(node.Roles, result.Roles);
        Assert.True(result.Kernel < KernelRule.DefaultMinimum);
    }

    private static NodeRecord Node(string kernel, string? system, string? image = null) =>
        new() { Name = "n", KernelVersion = kernel, OperatingSystem = system, OSImage = image };
}
