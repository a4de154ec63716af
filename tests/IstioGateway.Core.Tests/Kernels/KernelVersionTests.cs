using CsCheck;
using IstioGateway.Kernels;

namespace IstioGateway.Core.Tests.Kernels;

public class KernelVersionTests
{
    private static readonly Gen<string> Texts = Gen.Select(
        Gen.Int[0, 12].Array[2, 4],
        Gen.OneOf("", "+", "-rc1", "-rc2", "-rc10", "-210-generic", "-21-generic", "-021-generic", "-1160.el7.x86_64", "-0.rc3.git0.fc26", ".el8"),
        (numbers, rest) => string.Join('.', numbers) + rest);

    [Theory]
    [InlineData("3.10.0-1160.118.1.el7.x86_64", 3, 10)]
    [InlineData("4.4.0-210-generic", 4, 4)]
    [InlineData("5.4.17-2136.330.7.1.el8uek.x86_64", 5, 4)]
    [InlineData("6.6.31+", 6, 6)]
    [InlineData("5.15.167.4-microsoft-standard-WSL2", 5, 15)]
    [InlineData("4.11.0-rc1", 4, 11)]
    [InlineData("4.11", 4, 11)]
    [InlineData("4.14.336-257.562.amzn2.x86_64", 4, 14)]
    [InlineData("10.0.20348.2700", 10, 0)]
    [InlineData("10.0 17763 (17763.1.amd64fre.rs5_release.180914-1434)", 10, 0)]
    [InlineData(" 4.19.90 ", 4, 19)]
    public void Every_form_that_nodes_report_is_read_and_its_text_kept(string text, long major, long minor)
    {
        KernelVersion version = KernelVersion.Parse(text);

        Assert.Equal((major, minor), (version.Major, version.Minor));
        Assert.Equal(text.Trim(), version.Text);
        Assert.Equal(text.Trim(), version.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("5")]
    [InlineData("unknown")]
    [InlineData("v4.11")]
    [InlineData("4.")]
    [InlineData("4.x")]
    [InlineData("-4.11")]
    [InlineData("١.٢")]
    [InlineData("4.11111111111111111111")]
    public void Text_that_is_no_version_is_refused(string? text)
    {
        Assert.False(KernelVersion.TryParse(text, out KernelVersion? version));
        Assert.Null(version);
        if (text is not null)
        {
            Assert.Throws<FormatException>(() => KernelVersion.Parse(text));
        }
    }

    [Fact]
    public void Endless_text_is_refused() => Assert.False(KernelVersion.TryParse("4.11" + new string('x', 300), out _));

    [Theory]
    [InlineData("3.10.0-1160.118.1.el7.x86_64", "4.4.0-210-generic")]
    [InlineData("4.4.0-210-generic", "4.11")]
    [InlineData("4.9.337", "4.11")]
    [InlineData("4.11.0-rc1", "4.11")]
    [InlineData("4.11.0-rc1", "4.11.0-rc2")]
    [InlineData("4.11.0-rc2", "4.11.0-rc10")]
    [InlineData("4.11.0-0.rc8.git0.1.fc27.x86_64", "4.11.0")]
    [InlineData("4.11", "4.11.0-14-generic")]
    [InlineData("4.11", "4.11.1-rc1")]
    [InlineData("6.6.31", "6.6.31+")]
    [InlineData("4.4.0-21-generic", "4.4.0-210-generic")]
    [InlineData("4.4.0-99-generic", "4.4.0-210-generic")]
    [InlineData("5.15.167.4-microsoft-standard-WSL2", "5.15.168")]
    public void Older_versions_come_first(string older, string newer)
    {
        KernelVersion left = KernelVersion.Parse(older);
        KernelVersion right = KernelVersion.Parse(newer);

        Assert.True(left < right && left <= right && right > left && right >= left && left != right);
        Assert.True(left.CompareTo(right) < 0 && right.CompareTo(left) > 0);
    }

    [Fact]
    public void A_missing_number_counts_as_zero()
    {
        Assert.Equal(KernelVersion.Parse("4.11"), KernelVersion.Parse("4.11.0"));
        Assert.Equal(KernelVersion.Parse("4.11").GetHashCode(), KernelVersion.Parse("4.11.0.0").GetHashCode());
    }

    [Fact]
    public void Letters_rc_inside_a_word_are_no_release_candidate()
    {
        Assert.False(KernelVersion.Parse("4.11.0-march1").IsReleaseCandidate);
        Assert.False(KernelVersion.Parse("4.11.0-rc1st").IsReleaseCandidate);
        Assert.True(KernelVersion.Parse("4.11.0-rc8-amd64").IsReleaseCandidate);
    }

    [Fact]
    public void No_version_comes_before_any()
    {
        KernelVersion? none = null;

        Assert.True(none < KernelVersion.Parse("0.1"));
        Assert.True(none == null);
        Assert.Equal(1, ((IComparable)KernelVersion.Parse("0.1")).CompareTo(null));
    }

    [Fact]
    public void Anything_else_cannot_be_compared() =>
        Assert.Throws<ArgumentException>(() => ((IComparable)KernelVersion.Parse("4.11")).CompareTo(4.11));

    [Fact]
    public void The_order_is_total_and_agrees_with_equality() =>
        Gen.Select(Texts, Texts, Texts).Sample((a, b, c) =>
        {
            KernelVersion x = KernelVersion.Parse(a);
            KernelVersion y = KernelVersion.Parse(b);
            KernelVersion z = KernelVersion.Parse(c);
            bool antisymmetric = Math.Sign(x.CompareTo(y)) == -Math.Sign(y.CompareTo(x));
            bool transitive = !(x <= y && y <= z) || x <= z;
            bool agrees = x.Equals(y) == (x.CompareTo(y) == 0) && (!x.Equals(y) || x.GetHashCode() == y.GetHashCode());
            return antisymmetric && transitive && agrees && x.Equals(KernelVersion.Parse(a));
        });
}
