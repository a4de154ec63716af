using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Templates;

public sealed class KnownTemplatesTests
{
    public static TheoryData<string, string> Defaults { get; } = new()
    {
        { "istio/templates/gateway-1.20.8.yaml", "1.20.8, 1.21.4-1.21.6" },
        { "istio/templates/gateway-1.21.3.yaml", "1.20.4-1.20.7, 1.21.0-1.21.3" },
        { "istio/templates/gateway-1.24.6.yaml", "1.23.6, 1.24.4-1.24.6, 1.25.0-1.25.5" },
        { "istio/templates/gateway-1.26.8.yaml", "1.26.3-1.26.8" },
        { "istio/templates/gateway-1.28.10.yaml", "1.27.0-1.27.9, 1.28.0-1.28.10" },
    };

    [Fact]
    public void A_blob_id_is_what_git_says() =>
        Assert.Equal("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", KnownTemplates.BlobId(""));

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_default_is_known_with_and_without_the_line_end_at_its_end(string file, string versions)
    {
        string text = Samples.Shared(file);

        Assert.Equal(versions, KnownTemplates.VersionsOf(text));
        Assert.Equal(versions, KnownTemplates.VersionsOf(text + "\n"));
        Assert.Null(KnownTemplates.VersionsOf(text + " "));
    }

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_default_without_the_sysctl_is_traced_back_to_its_versions(string file, string versions)
    {
        string text = Samples.Shared(file);

        Assert.Equal(versions, KnownTemplates.OriginOf(text));
        foreach (PrivilegedPort mode in new[] { PrivilegedPort.None, PrivilegedPort.Documented })
        {
            string changed = SysctlTransform.Apply(text, mode).Text;
            Assert.Null(KnownTemplates.VersionsOf(changed));
            Assert.Equal(versions, KnownTemplates.OriginOf(changed));
            Assert.Equal(versions, KnownTemplates.OriginOf(changed.Replace("\n", "\r\n", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_documented_text_belongs_to_the_version_it_was_made_of() =>
        Assert.Equal(DocumentedTemplate.SourceVersion, KnownTemplates.OriginOf(Samples.Documented));

    [Theory]
    [InlineData("")]
    [InlineData("spec:\n  securityContext:\n    sysctls: []")]
    [InlineData("spec:\n  securityContext: {{ toYaml .X }}")]
    [InlineData("{{ if")]
    public void Anything_else_is_unknown(string text) => Assert.Null(KnownTemplates.OriginOf(text));
}
