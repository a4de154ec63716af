using IstioGateway.Injection;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>Istio's own templates: they parse, render and transform, and the transformed pod differs only as was asked.</summary>
public sealed class AllTemplatesTests
{
    private const string Sysctls = "spec.securityContext.sysctls";
    private const string Context = "spec.containers[istio-proxy].securityContext";
    private readonly YamlCodec _yaml = new();
    private readonly InjectionSettings _settings = InjectionDefaults.Settings("1.28.10");

    [Fact]
    public void The_list_of_templates_is_complete()
    {
        string[] files = [.. Directory.GetFiles(SharedFiles.Path("istio/templates")).Select(file => Path.GetFileNameWithoutExtension(file)!)];

        Assert.Equal(files.Order(StringComparer.Ordinal), IstioTemplates.WithPorts().Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(IstioTemplates.WithPorts), MemberType = typeof(IstioTemplates))]
    public void The_default_renders_for_every_sample_and_cannot_start_on_old_kernels(string file, PrivilegedPort port)
    {
        _ = port;
        TemplateCheckResult test = Check(file, IstioTemplates.Text(file));

        Assert.DoesNotContain(test.Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal((PortBinding.PodDoesNotStart, PortBinding.Yes), (test.Effect!.OldKernel, test.Effect.NewKernel));
    }

    [Theory]
    [MemberData(nameof(IstioTemplates.WithPorts), MemberType = typeof(IstioTemplates))]
    public void The_transformed_template_changes_what_was_asked_for_and_nothing_else(string file, PrivilegedPort port)
    {
        string name = IstioTemplates.NameOf(file);
        string before = IstioTemplates.Text(file);
        string after = SysctlTransform.Apply(before, port).Text;

        IntendedChanges.Require(name, before, after, port, _settings, _yaml, TestContext.Current.CancellationToken);
        foreach (SampleGateway sample in SampleGateway.All())
        {
            IReadOnlyList<PodChange> changes = PodDifference.Between(Pod(name, before, sample), Pod(name, after, sample));
            Assert.Contains(changes, change => change.Path == Sysctls && change.After is null);
            string[] others = [.. changes.Select(change => change.Path).Where(path => path != Sysctls)];
            if (port == PrivilegedPort.Root)
            {
                Assert.All(others, path => Assert.StartsWith(Context + ".", path, StringComparison.Ordinal));
                Assert.Contains(others, path => path == $"{Context}.runAsUser");
            }
            else
            {
                Assert.Empty(others);
            }
        }
    }

    [Theory]
    [MemberData(nameof(IstioTemplates.WithPorts), MemberType = typeof(IstioTemplates))]
    public void The_transformed_template_starts_on_old_kernels_and_binds_as_the_table_says(string file, PrivilegedPort port)
    {
        TemplateCheckResult test = Check(file, SysctlTransform.Apply(IstioTemplates.Text(file), port).Text);

        Assert.DoesNotContain(test.Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal(port == PrivilegedPort.Root ? PortBinding.Yes : PortBinding.No, test.Effect!.OldKernel);
        Assert.Equal(port == PrivilegedPort.Root ? PortBinding.Yes : PortBinding.DependsOnRuntime, test.Effect.NewKernel);
    }

    [Fact]
    public void Root_with_a_Deployment_that_forbids_root_is_said_to_be_refused()
    {
        string root = SysctlTransform.Apply(IstioTemplates.Text("gateway-1.28.10"), PrivilegedPort.Root).Text;

        TemplateFinding finding = Assert.Single(Check("gateway-1.28.10", root).Findings, finding => finding.Id == FindingIds.RunAsNonRoot);

        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains("will be refused", finding.Message, StringComparison.Ordinal);
        Assert.Contains(SampleGateway.Hardened().Name, finding.Message, StringComparison.Ordinal);
        Assert.Equal(PortBinding.PodDoesNotStart, PrivilegedPortRule.Judge(Pod("gateway", root, SampleGateway.Hardened()))!.OldKernel);
    }

    private TemplateCheckResult Check(string file, string text) => TemplateCheck.Run(
        text,
        new TemplateCheckOptions { TemplateName = IstioTemplates.NameOf(file), Settings = _settings },
        _yaml,
        TestContext.Current.CancellationToken);

    private System.Text.Json.Nodes.JsonObject Pod(string name, string text, SampleGateway sample) =>
        new TemplateRenderer(name, text, _settings, _yaml).Inject(sample, TestContext.Current.CancellationToken).Pod;
}
