using IstioGateway.Clusters;

namespace IstioGateway.Core.Tests.Gateways;

public sealed class LabelTextTests
{
    [Theory]
    [InlineData("pool", true)]
    [InlineData("a_B.c-1", true)]
    [InlineData("example.com/pool", true)]
    [InlineData("", false)]
    [InlineData("/pool", false)]
    [InlineData("example.com/", false)]
    [InlineData("a/b/c", false)]
    [InlineData("Example.com/pool", false)]
    [InlineData("-pool", false)]
    [InlineData("po ol", false)]
    [InlineData("é", false)]
    public void Keys_are_those_that_the_API_server_takes(string key, bool good) => Assert.Equal(good, LabelText.WhyNotKey(key) is null);

    [Theory]
    [InlineData("", true)]
    [InlineData("a_B.c-1", true)]
    [InlineData("a/b", false)]
    [InlineData("-", false)]
    [InlineData("a.", false)]
    public void Values_are_those_that_the_API_server_takes(string value, bool good) => Assert.Equal(good, LabelText.WhyNotValue(value) is null);

    [Fact]
    public void Both_end_at_63_characters()
    {
        Assert.Null(LabelText.WhyNotValue(new string('a', 63)));
        Assert.NotNull(LabelText.WhyNotValue(new string('a', 64)));
        Assert.NotNull(LabelText.WhyNotKey("a/" + new string('a', 64)));
    }
}
