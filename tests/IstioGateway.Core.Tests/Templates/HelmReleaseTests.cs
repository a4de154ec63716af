using System.Text;
using CsCheck;
using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Templates;

public sealed class HelmReleaseTests
{
    private const string File = "files/gateway-injection-template.yaml";

    [Fact]
    public void Any_text_of_the_chart_comes_out_as_it_went_in() => Gen.String.Where(text => TemplateText.IsWellFormed(text)).Sample(text =>
        Assert.Equal(text, HelmRelease.Parse(Releases.Pack(Releases.Content(text))).File(File)));

    [Fact]
    public void A_release_that_is_not_packed_is_read_as_Helm_reads_it()
    {
        HelmRelease release = HelmRelease.Parse(Releases.Pack(Encoding.UTF8.GetBytes(Releases.Content("a: b\n", "1.30.3")), zips: false));

        Assert.Equal(("a: b\n", "1.30.3"), (release.File(File), release.AppVersion));
        Assert.Null(release.File("files/other.yaml"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("bm90IGJhc2U2NCBhZ2Fpbg==")]
    public void What_is_no_base64_is_refused(string data) => Assert.Throws<FormatException>(() => HelmRelease.Parse(data));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"chart\":null,\"password\":\"s3cret\"")]
    public void What_is_no_release_is_refused_and_never_quoted(string json)
    {
        FormatException refusal = Assert.Throws<FormatException>(() => HelmRelease.Parse(Releases.Pack(json)));

        Assert.DoesNotContain("s3cret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_is_cut_is_refused()
    {
        byte[] packed = Convert.FromBase64String(Encoding.ASCII.GetString(Convert.FromBase64String(Releases.Pack(Releases.Content(new string('x', 9999))))));
        string half = Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(packed[..(packed.Length / 2)])));

        Assert.Throws<FormatException>(() => HelmRelease.Parse(half));
    }

    [Fact]
    public void A_small_release_that_unpacks_to_a_huge_one_is_refused()
    {
        string bomb = Releases.Pack(new byte[HelmRelease.MaximumBytes + 1]);

        Assert.Contains("32 MiB", Assert.Throws<FormatException>(() => HelmRelease.Parse(bomb)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_base64_is_refused_when_it_is_asked_for()
    {
        HelmRelease release = HelmRelease.Parse(Releases.Pack(Releases.Content("fine")));

        Assert.Equal("fine", release.File(File));
        Assert.Throws<FormatException>(() => release.File("README.md"));
    }
}
