using System.Globalization;
using CsCheck;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class GoQuantityTests
{
    // As resource.MustParse(text).String() prints them (apimachinery, quantity_test.go and its documentation).
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0Gi", "0")]
    [InlineData("-0", "0")]
    [InlineData("1000m", "1")]
    [InlineData("0.5", "500m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("1.5", "1500m")]
    [InlineData("100m", "100m")]
    [InlineData("2000", "2k")]
    [InlineData("1e3", "1e3")]
    [InlineData("12e4", "120e3")]
    [InlineData("1E", "1E")]
    [InlineData("+3", "3")]
    [InlineData("-1500m", "-1500m")]
    [InlineData(".5", "500m")]
    [InlineData("5.", "5")]
    [InlineData("0.1n", "1n")]
    [InlineData("1e-20", "1e-9")]
    [InlineData("100E", "9223372036854775807")]
    [InlineData("0.0000001Ki", "102400n")]
    [InlineData("1000000000000", "1T")]
    public void Quantities_are_written_in_their_canonical_form(string text, string expected)
    {
        Assert.Equal(expected, GoQuantity.Canonical(text));
    }

    [Theory]
    [InlineData("", "quantities must match")]
    [InlineData("x", "quantities must match")]
    [InlineData("1 Gi", "quantities must match")]
    [InlineData("1Zi", "quantities must match")]
    [InlineData("1KM", "unable to parse quantity's suffix")]
    [InlineData(".", "unable to parse numeric part of quantity")]
    [InlineData("1-3", "unable to parse quantity's suffix")]
    public void What_is_no_quantity_is_refused_in_Kubernetes_words(string text, string message)
    {
        Assert.StartsWith(message, Assert.Throws<PodDecodeException>(() => GoQuantity.Canonical(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_canonical_form_of_a_canonical_form_is_itself()
    {
        Gen.Select(Gen.Long[-5_000_000, 5_000_000], Gen.Int[0, 6], Gen.OneOf("n", "u", "m", "", "k", "M", "Ki", "Mi", "Gi", "e3", "e-2"))
            .Sample((number, places, suffix) =>
            {
                decimal value = number / (decimal)Math.Pow(10, places);
                string once = GoQuantity.Canonical(value.ToString(CultureInfo.InvariantCulture) + suffix);
                Assert.Equal(once, GoQuantity.Canonical(once));
            });
    }
}
