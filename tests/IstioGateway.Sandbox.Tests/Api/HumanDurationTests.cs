using IstioGateway.Sandbox.Api.Tables;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class HumanDurationTests
{
    private const int Minute = 60;
    private const int Hour = 60 * Minute;
    private const int Day = 24 * Hour;

    [Theory]
    [InlineData(-5, "<invalid>")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData((9 * Minute) + 59, "9m59s")]
    [InlineData(10 * Minute, "10m")]
    [InlineData(179 * Minute, "179m")]
    [InlineData((3 * Hour) + (12 * Minute), "3h12m")]
    [InlineData(8 * Hour, "8h")]
    [InlineData(47 * Hour, "47h")]
    [InlineData((2 * Day) + (5 * Hour), "2d5h")]
    [InlineData(8 * Day, "8d")]
    [InlineData(729 * Day, "729d")]
    [InlineData(740 * Day, "2y10d")]
    [InlineData(3000 * Day, "8y")]
    public void Ages_are_written_as_kubectl_writes_them(int seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Format(TimeSpan.FromSeconds(seconds)));
}
