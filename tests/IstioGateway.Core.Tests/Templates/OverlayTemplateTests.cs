using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Templates;

public class OverlayTemplateTests
{
    [Fact]
    public void It_only_empties_the_sysctls()
    {
        SysctlTransformResult overlay = OverlayTemplate.For(PrivilegedPort.None);

        Assert.Equal("spec:\n  securityContext:\n    sysctls: []", overlay.Text);
        Assert.Empty(overlay.Findings);
    }

    [Fact]
    public void The_documents_capability_is_left_out_with_a_word()
    {
        SysctlTransformResult overlay = OverlayTemplate.For(PrivilegedPort.Documented);

        Assert.Equal(OverlayTemplate.For(PrivilegedPort.None).Text, overlay.Text);
        Assert.Equal(FindingIds.PodCapabilities, Assert.Single(overlay.Findings).Id);
    }

    [Fact]
    public void As_root_it_changes_the_proxy_as_the_whole_template_would()
    {
        string whole = SysctlTransform.Apply(Samples.Around("    sysctls: []"), PrivilegedPort.Root).Text;
        string overlay = OverlayTemplate.For(PrivilegedPort.Root).Text;

        string context = overlay[overlay.IndexOf("    securityContext:\n      runAsUser", StringComparison.Ordinal)..];
        Assert.Contains(context, whole, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PrivilegedPort.Documented)]
    [InlineData(PrivilegedPort.None)]
    [InlineData(PrivilegedPort.Root)]
    public void It_needs_no_change_itself(PrivilegedPort mode)
    {
        string text = OverlayTemplate.For(mode).Text;

        Assert.Equal(text, TemplateText.FromText(text).Text);
        Assert.Equal([FindingIds.AlreadyApplied], TemplateLint.Check(text).Select(finding => finding.Id));
        Assert.Equal(text, SysctlTransform.Apply(text, mode == PrivilegedPort.Root ? mode : PrivilegedPort.None).Text);
    }

    [Fact]
    public void A_pod_selects_it_behind_the_default() =>
        Assert.Equal("inject.istio.io/templates: gateway,old-kernel", OverlayTemplate.AnnotationFor("old-kernel"));
}
